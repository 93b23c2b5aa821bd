"""Patterns of personal data in running text. Every repetition is bounded, so that no text makes them slow."""

import re

EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+%-]{1,64}(?:@|\s?\(at\)\s?|\s?\[at\]\s?)(?:[\w-]{1,63}\.){1,6}[^\W\d_]{2,24}(?![\w-])"
)
IBAN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}(?:[ -]?[A-Za-z0-9]{4}){2,7}(?:[ -]?[A-Za-z0-9]{1,3})?(?![A-Za-z0-9])"
)
CARD = re.compile(r"(?<![\d+])\d(?:[ -]?\d){12,18}(?!\d)")
# With a country code, or beginning with 0, or in groups; reference numbers in one piece of up to nine digits stay.
PHONE = re.compile(
    r"(?<![\w+])(?:"
    r"(?:\+|00)[1-9]\d{0,2}(?:[ ./()–-]{0,3}\d){6,14}"
    r"|\(?0[1-9]\d{0,4}\)?(?:[ ./–-]{0,2}\d){5,11}"
    r"|\(\d{3}\) ?\d{3}[ .-]?\d{4}"
    r"|\d{3}[ .-]\d{3}[ .-]\d{4}"
    r"|\d{10,15}"
    r")(?!\w)"
)
_WORD = r"[A-ZÀ-ÖØ-ÞŁŚŻČŘŠŽ][\w'’-]{1,30}"
_NUMBER = r"\d{1,4}(?: ?[a-zA-Z](?!\w))?(?:[-–/]\d{1,4})?"
_TOWN = rf"(?:,?\s{{1,3}}(?:[A-Z]{{1,2}}-)?\d{{4,5}}(?: ?[A-Z]{{2}})?\s{{1,2}}{_WORD}(?:[ -]{_WORD}){{0,2}})?"
_WAYS = "Street|Road|Avenue|Lane|Drive|Way|Close|Court|Square|Terrace|Place|Boulevard|St|Rd|Ave|Ln|Dr|Blvd"
_GERMANIC = "[Ss]tra(?:ß|ss)e|[Ss]tr\\.|[Ww]eg|[Gg]asse|[Pp]latz|[Aa]llee|[Ss]traat|laan|gatan|vägen|gata|vej"
_ROMANCE = (
    "[Rr]ue|[Aa]venue|[Bb]oulevard|[Pp]lace|[Cc]hemin|[Ii]mpasse|[Vv]ia|[Vv]iale|[Pp]iazza|[Cc]alle|[Pp]laza|[Rr]ua"
)
ADDRESSES = (
    # 12 Mill Lane, 4b Old Station Road
    re.compile(
        rf"(?<!\w){_NUMBER} (?:{_WORD} ){{1,3}}(?:{_WAYS})\b(?:,\s{{1,2}}[A-Z]{{1,2}}\d[\dA-Z]? ?\d[A-Z]{{2}})?"
    ),
    # Lindenstraße 12, 50667 Köln
    re.compile(rf"(?<!\w)(?:[A-ZÄÖÜ]\w{{0,30}}[ -]){{0,2}}(?:[A-ZÄÖÜ]\w{{0,30}}?)?(?:{_GERMANIC}) {_NUMBER}\b{_TOWN}"),
    # 8 rue de la Gare, via Roma 5
    re.compile(
        rf"(?<!\w)(?:{_NUMBER},? )?(?:{_ROMANCE}) (?:d[eiu'’]\w{{0,3}} ?)?(?:l[ae'’]s? ?)?"
        rf"{_WORD}(?: {_WORD}){{0,3}}(?:,? {_NUMBER}\b)?{_TOWN}"
    ),
    # Postcode and town by themselves: D-50667 Köln, SW1A 1AA
    re.compile(rf"(?<!\w)(?:[A-Z]{{1,2}}-)?\d{{5}} {_WORD}(?!\w)"),
    re.compile(r"(?<!\w)[A-Z]{1,2}\d[\dA-Z]? \d[A-Z]{2}(?!\w)"),
)

_PART = rf"(?:{_WORD}|[A-ZÀ-ÖØ-Þ]\.)"
_NAME = rf"(?P<name>{_PART}(?:[ -](?:(?:van|von|de|der|den|da|di|del|la|le|zu) ){{0,2}}{_PART}){{0,2}})"
_TITLES = (
    "Mr|Mrs|Ms|Miss|Mx|Dr|Prof|Herrn?|Frau|Monsieur|Madame|Mme|Mlle|Señora?|Sr|Sra|Signora?|Sig|Mevrouw|Meneer|"
    "Fru|Pan|Pani|Pana"
)
_OPENERS = (
    "Dear|Hello|Hi|Hey|Good (?:morning|afternoon|evening)|Hallo|Liebe[rs]?|Sehr geehrte[rs]?|"
    "Guten (?:Tag|Morgen|Abend)|Bonjour|Ch[eè]re?|Hola|Estimad[oa]|Querid[oa]|Ciao|Gentile|Beste|Geachte|Hej|Kære|Kjære"
)
_SELF = (
    "[Mm]y name is|[Tt]his is|I am called|[Mm]ein Name ist|[Ii]ch hei(?:ß|ss)e|[Jj]e m['’]appelle|[Mm]on nom est|"
    "[Mm]e llamo|[Mm]i nombre es|[Mm]i chiamo|[Ii]k heet|[Mm]ijn naam is|[Jj]ag heter|[Jj]eg hedder|[Jj]eg heter"
)
_CLOSERS = (
    "(?:[Kk]ind |[Bb]est |[Ww]arm )?[Rr]egards|[Ss]incerely(?: yours)?|[Yy]ours(?: sincerely| faithfully| truly)?|"
    "[Cc]heers|[Tt]hanks|[Tt]hank you|(?:[Mm]it )?(?:[Ff]reundlichen?|[Bb]esten?|[Ll]iebe|[Vv]iele) Gr(?:ü|ue)"
    "(?:ß|ss)en?|MfG|[Cc]ordialement|[Ss]aludos(?: cordiales)?|[Cc]ordiali saluti|[Mm]et vriendelijke groeten?"
)
NAME_GIVERS = (
    re.compile(rf"(?<!\w)(?:{_TITLES})\.? (?:Dr\.? |Prof\.? ){{0,2}}{_NAME}"),
    re.compile(rf"(?:^|(?<=[.!?\n]\s)|(?<=\n))[ \t>]{{0,4}}(?:{_OPENERS}) {_NAME}(?=[ ]?[,!.:\n]|$)", re.MULTILINE),
    re.compile(rf"(?<!\w)(?:{_SELF}) {_NAME}"),
    re.compile(rf"(?<!\w)(?:{_CLOSERS})[,!.]?[ \t]{{0,3}}\n[ \t]{{0,4}}\n?[ \t]{{0,4}}{_NAME}[ \t]*$", re.MULTILINE),
)
_EVERYDAY_WORDS = (
    "all everyone everybody team there sir madam support customer colleague colleagues friend friends again together "
    "damen herren zusammen kollegen kunde kundin tout tous the a an it is not my your our what how why when where "
    "which that this for about regarding just very so i we you urgent sales service "
    "mr mrs ms miss mx dr prof herr herrn frau monsieur madame mme señor señora sr sra signor signora"
)
_EVERYDAY = frozenset(_EVERYDAY_WORDS.split())


def are_everyday(words: str) -> bool:
    """Whether what stands where a name would stand is an everyday word, such as in “Dear Sir” or “Hi Team”."""
    return all(word.casefold().strip(".,") in _EVERYDAY for word in re.split(r"[ -]", words) if word)
