"""Telephone numbers in their international form, as form-js takes them: ``+84912345678`` or ``0084…``."""

from __future__ import annotations

import re

_CODES = (
    "1 1242 1246 1264 1268 1284 1340 1345 1441 1473 1649 1664 1670 1671 1684 1721 1758 1767 1784 1787 1809 1829 1849 "
    "1868 1869 1876 1939 20 211 212 213 216 218 220 221 222 223 224 225 226 227 228 229 230 231 232 233 234 235 236 "
    "237 238 239 240 241 242 243 244 245 246 248 249 250 251 252 253 254 255 256 257 258 260 261 262 263 264 265 266 "
    "267 268 269 27 291 297 298 299 30 31 32 33 34 350 351 352 353 354 355 356 357 358 359 36 370 371 372 373 374 375 "
    "376 377 378 379 380 381 382 383 385 386 387 389 39 3906698 40 41 420 421 423 43 44 45 46 47 4779 48 49 500 501 "
    "502 503 504 505 506 507 508 509 51 52 53 54 55 56 57 58 590 591 592 593 594 595 596 597 598 5999 60 61 62 63 64 "
    "65 66 670 672 673 674 675 676 677 678 679 680 681 682 683 685 686 687 688 689 690 691 692 7 76 77 81 82 84 850 "
    "852 853 855 856 86 880 886 90 91 92 93 94 95 960 961 962 963 964 965 966 967 968 970 971 972 973 974 975 976 977 "
    "98 992 993 994 995 996 998"
)
"""Country codes (ITU-T E.164) that form-js 1.23 knows."""
CODES = frozenset(_CODES.split())
_LONGEST_CODE = max(map(len, CODES))
_ENDING = re.compile(r"(?:\+|00)([0-9]+)\Z")
_THREE_DIGITS = re.compile(r"(?:2[1-689]|3[578]|42|5[09]|6[789]|8[035789]|9[679])")
_LEAST, _MOST = 4, 20
_LONGEST_ENDING = 2 + _LONGEST_CODE + 3 + _MOST


def is_number(text: str) -> bool:
    """Whether a text ends in a telephone number; what stands before it doesn't count, as in the browser."""
    ending = text[-_LONGEST_ENDING:]
    for start in range(len(ending)):
        found = _ENDING.match(ending, start)
        if found is not None and _dialled(found[1]):
            return True
    return False


def _dialled(digits: str) -> bool:
    """A country code, then a number that begins like a country code does and has 4 to 20 digits after that."""
    return any(
        digits[:length] in CODES and _LEAST <= len(digits) - length - _beginning(digits[length:]) <= _MOST
        for length in range(1, _LONGEST_CODE + 1)
    )


def _beginning(national: str) -> int:
    """How many digits a number's beginning takes; more than there are where it can't begin so."""
    if not national or national[0] == "0":
        return len(national)
    if national[0] in "17":
        return 1
    return 3 if _THREE_DIGITS.match(national) else 2
