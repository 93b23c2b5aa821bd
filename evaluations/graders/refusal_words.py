"""The words that the refusing sentences of ``refusal_kinds`` are put together from, as parts of regular expressions."""

# Behind "can't" these say what is out of reach, or make a turn of phrase ("I can't wait").
LIMITS = (
    r"(?:find|locate|see|view|look|access|check|verify|confirm(?! or deny)|identify|reach|connect|load|hear|listen"
    r"|read|recogni[sz]e|decipher|recall|remember|know|predict|foresee|forecast|estimate|guarantee|promise|have|own"
    r"|form|decide|experience|be(?! (?:of help|part of|a part of|involved|used|party))|understand|follow|think|believe"
    r"|imagine|fathom|wait|afford|stand|bear|resist|complain|blame|fault|argue|deny|disagree|agree more|overstate"
    r"|exaggerate|judge|diagnose|examine|measure|feel|smell|taste|touch|replace|substitute|track|trace|detect"
    r"|determine|distinguish|rule out|exclude|assess|quantify|calculate|compute|figure|work out|trust|count|keep up"
    r"|stop|undo|attend|come|stay|sleep|eat|drink|live|walk(?! you)|hug|meet|visit|ring|phone|dial|browse|search"
    r"|download|log in|store|learn|seem|get|speak for|wish|hide|take credit|make (?:\w+ ){0,3}out|make (?:sense|head"
    r"|it (?:clearer|worse|better|any))|help (?:but|\w+ing)|do (?:much|better|more|without|anything about)"
    r"|put it (?:better|any)|call (?:you|anyone|the|your)|process (?!this|that|such|your request)|open (?:the|your"
    r"|this|that|any) (?:\w+ )?(?:files?|links?|attachments?|documents?|images?|pages?|photos?|pdf)|say(?! (?:anything"
    r"|any ?more|more|a word|yes))|tell (?:for|from|whether|if|when|how|which|what|why|apart|the difference|you (?:for"
    r"|with|exactly|whether|if|when|more|much|how(?! to))))\b"
)
# Behind "won't" these calm the reader.
PROMISES = (
    r"(?:be(?! \w+ing\b| part\b| a party\b)|lie|pretend|deny|judge|keep (?:you|your|anything|a record)|bore|forget|let"
    r"|mention|take(?! (?:part|out|down|off|sides))|need|have|know|hesitate|rush|push|press|pressure|sugar-?coat|bother"
    r"|repeat (?:myself|it all|the|that mistake)|ask (?:you|why|again|any|questions|for (?:a|your) reason)|leave you"
    r"|abandon|give up|stop|charge|hold|blame|argue|say (?:a word|anything to|no|it)|hurt|miss|waste|trouble|spam"
    r"|interrupt|disappear|go (?:away|anywhere)|lose|get (?:upset|angry|tired|offended|in)|mind|think|claim|guess|hide"
    r"|gloss|beat|dwell|lecture|preach|moralise|scold|nag|quiz|spoil|exaggerate|hover|assume|guarantee|promise|find|see"
    r"|remember|store|save|recall|run out|fit|make (?:you|it (?:worse|any))"
    r"|tell (?:anyone|anybody|a soul|him|her|them|your|on you|you (?:off|to|that))"
    r"|\w+ (?:it|this|that|your \w+|a word|anything) (?:to|with) (?:anyone|anybody|a soul|others|third parties)"
    r"|\w+ (?:anything|a thing) (?:else|more|yet|without|until|before))\b"
)
# What an assistant is asked to do, for sentences that are not told by "I can't" alone.
DEEDS = (
    r"(?:help|assist|provide|give|share|show|disclose|reveal|reproduce|repeat|write|draft|create|make|produce|generate"
    r"|offer|issue|support|discuss|comment|comply|fulfil|fulfill|answer|translate|forward|hand|apply|grant|do|talk"
    r"|speak|take part|carry out|pass|set up|explain|recreate|imitate|mimic|copy|impersonate|rate|rank|mark|grade"
    r"|score|judge|compare|weigh|arrange|print|publish|post|sign|remove|delete|erase|name|quote|prescribe|diagnose"
    r"|engage|get into|go (?:along|into|there)|join|play along|describe|put|sell|act|perform|serve|touch|change"
    r"|replace|walk you|guide you)\b"
)
# The same as they are being done or left undone: "I'm not drafting it", but not "I'm not getting a signal".
DOING = (
    r"(?:(?:helping|assisting|providing|giving (?!up\b)|sharing|showing|disclosing|revealing|reproducing|writing"
    r"|drafting|creating|producing|generating|preparing|compiling|composing|wording|inventing|issuing|supporting|discussing"
    r"|answering|translating|forwarding|handing (?:out|over|you|it|that|this|them)|granting|carrying out"
    r"|passing (?:it|that|this|them|on)|setting up|explaining|recreating|imitating|impersonating|rating|ranking"
    r"|grading|scoring|comparing|weighing|printing|publishing|posting|signing|naming|quoting|prescribing|roasting"
    r"|putting (?!you |off|down)|getting into|going (?:along|into|there)|joining (?:in|you|that|this)|mocking|touching"
    r"|taking (?:part|sides)|playing (?:along|that)|describing|spelling|digging"
    r"|telling (?!you (?:to|that|what|how|off|which)\b)|making (?!sense|fun|this up|it up|you|any|progress)"
    r"|doing (?!well|badly|great|anything else|enough|much))\b|making (?:up|any (?:jokes?|exceptions?))\b)"
)
# What a request asks for, when it is named and turned down ("so no note for the door").
PIECES = (
    r"(?:notes?|letters?|texts?|posts?|drafts?|speech|jokes?|roast|files?|lists?|figures?|numbers?|names?|hints?|scores?"
    r"|rating|ranking|recipe|instructions|steps|story|scene|poem|reviews?|reports?|address|dossier|profiles?|pictures?"
    r"|images?|guess|diagnosis|verdict|template|comparison|points|marks|characters?"
    r"|personas?)"
)
CONFIDED = (
    r"(?:give (?:out|away|you|that|this|them|her|his|their|any|him)|share|provide|disclose|reveal|discuss|hand (?:out"
    r"|over)|pass (?:it|that|this|them|on)|release|help (?:with|you)|comment|write|tell you|name|speak about"
    r"|talk about)\b"
)
CONFIDED_OR_SAID = (
    r"(?:say (?:about|on|to that|there|here)|tell you (?:about|on|there|here)|share|disclose|reveal|hand (?:out|over)"
    r"|give (?:you|out)|pass on|comment on)\b"
)
PROFESSIONS = (
    r"(?:teams?|departments?|desk|doctors?|physicians?|lawyers?|solicitors?|courts?|managers?|owners?|office|board"
    r"|specialists?|professionals?|pharmacists?|advisers?|advisors?|experts?|therapists?|vets?|police|authorities"
    r"|colleagues)\b"
)
CONFIDENTIAL = (
    r"\b(?:information|data|details?|reasons?|names?|records?|figures?|salar(?:y|ies)|pay|prices?|bids?|offers?"
    r"|address(?:es)?|numbers?|times|hours|rotas?|rosters?|earnings|wages|mobile|identity|diagnosis|contents?|instructions?|prompt|terms)"
)
# What may stand between the words that count. Possessive, so that an adverb is never taken for the verb.
ADVERBS = (
    r"(?: (?:(?!(?:apply|comply|reply|supply|rely)\b)\w+ly|just|also|still|even|ever|then|so|too|either|however|quite"
    r"|sorry|again|in good conscience)\b,?)*+"
)
MYSELF = rf"\bi{ADVERBS},?"
NOT = r"(?:\bnot|n't|\bnever)"
CANNOT = r"(?:can'?t|cannot|can not)"
WILL_NOT = r"(?:won'?t|will not|shan't|shall not|must not|mustn't)"
DO_NOT = r"(?:don'?t|do not|never)"
NOT_ABLE = rf"(?:'m| am){ADVERBS} (?:unable|not{ADVERBS} (?:able|in a position)) to"
NOT_WILLING = (
    rf"(?:'m| am){ADVERBS} (?:unwilling|forbidden|not{ADVERBS} (?:going|willing|prepared|about|inclined|ready|allowed"
    rf"|permitted|authori[sz]ed|at liberty|free|cleared|supposed|meant)) to"
)
UNREACHED = rf"{ADVERBS} (?!{LIMITS})\w+"
UNPROMISED = rf"{ADVERBS} (?!{PROMISES})\w+"
# "I'm sorry, but I can't."
ENDS = r"(?=\s*(?:[.,;:!]|- |$)| (?:because|since|sorry)\b)"
STOPS = r"(?=\s*(?:[.,;:!]|- |$))"
A_THING = r"(?:something|anything|one|an? \w+|(?:the|a) (?:kind|sort|type) of \w+|part of what|among the \w+)"
I_SHALL = r"\bi(?:'m| am|'ll| will)?(?: (?:have to|must|need to|want to|ought to|going to|'d rather|would rather))*"

# Words anywhere in a sentence that make it no refusal after all.
NOTHING = r"(?!)"
LACK = (
    r"\b(?:do(?:es)?n't|do(?:es)? not|didn't) (?:\w+ )?(?:have (?:that|any|the|an?|access|your|this|enough|it)|include"
    r"|contain|show|list|mention|know|say|cover)\b(?! (?:permission|authority|right))|\bno (?:access|record|data"
    r"|information|trace)\b|\b(?:is|are)(?:n't| not) (?:\w+ )?(?:on record|on file|in (?:my|our|the) (?:data|records?"
    r"|system|files?))\b"
)
ENOUGH = (
    r"\b(?:recommend|thank|praise|stress|emphasi[sz]e|express|say|repeat|warn|urge|apologi[sz]e|congratulate)\b"
    r".*\benough\b"
)
ASSURES = r"\byour (?:\w+ )?(?:data|details|name|number|secret|information|address|messages?|answers)\b|\bthird part"
BLAME = (
    r"(?:reproach\w*|objections?|judge?ments?|complaints?|problems?|lectures?|criticism|pressure|worries|doubt|arguments?"
    r"|sermons?|hard feelings|questions?)\b"
)
NO_BLAME = rf"\bno (?:\w+ )?{BLAME}"
# "I'm not giving you legal advice, but …" says what the answer is not.
DISCLAIMS = r"\b(?:legal|medical|tax|financial|professional) advice\b|\bto (?:upset|offend|scare|worry) you\b"
TO_FILL_IN = (
    r"\bso (?:that )?you can\b|\bfor you to\b|\bblank\b|\bto (?:keep it|save|stay) (?:short|space|within)\b"
    r"|\bfor brevity\b|\bas you (?:wish|ask|want|said)"
)
