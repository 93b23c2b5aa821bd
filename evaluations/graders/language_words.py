"""The words that texts of a language are held together by, and letters that few other languages have."""

_LATIN = {
    "cs": "a i v ve na se je to že s z do od pro jsem jste jsme není byl bylo jako ale nebo který která které už aby "
    "jen při po podle však také jejich může mám máte váš vaše vám mi si tak",
    "da": "og i jeg det at en den til er som på de med han af for ikke der var mig sig men et har om vi min havde ham "
    "hun nu over da fra du ud sin dem os op man hans hvor eller hvad skal selv her alle vil blev kunne ind når være "
    "kan din dit dine jeres efter noget deres hvis hvordan meget af uge nogle mange blive",
    "de": "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er "
    "hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis "
    "mehr durch man kann ich ihre ihr ihnen wir bitte mir mich uns wenn hier diese dieser keine kein möchten können",
    "en": "the of and to a in is it you that he was for on are with as i his they be at one have this from or had by "
    "but not what all were we when your can said there use an each which she do how their if will up other about out "
    "many then them these so some her would make him into has more my could than been who its now no i'm i'll don't "
    "can't it's you're please me",
    "es": "de la que el en y a los se del las un por con no una su para es al lo como más o pero sus le ha me si sin "
    "sobre este ya entre cuando todo esta ser son dos también fue había era muy hasta desde está mi porque qué sólo "
    "han yo hay vez puede todos así nos ni usted puedo nuestro tiene",
    "fi": "ja on ei se että oli hän mutta niin kun kuin myös ovat voi tai jos sen mitä joka olla minä sinä te me ne "
    "tämä mukaan ole vain nyt vielä jo kaikki hänen sitä ollut siitä voit voin teidän olen kanssa jotka ennen",
    "fr": "de la le et les des en un du une que est pour qui dans a par plus pas au sur ne se ce il sont la avec vous "
    "je votre nous mais ou son sa ses elle cette aux être ont été fait leur si tout comme peut même y où vos d'un "
    "d'une l'on j'ai c'est n'est qu'il merci",
    "hr": "i u je se na da su za od s o ne to a koji kao iz ali što sam nije bi biti ili može bio do samo te kako više "
    "po će ako ja vi mi nakon već jer bez vam vas vaš molim mogu smo ste koja koje",
    "hu": "a az és hogy nem is egy ez meg csak már van de ha vagy mint el még azt ki mert volt le volna lesz nagyon "
    "én ön mi ami akkor kell fel után minden itt nincs lehet kérem vannak amely szerint",
    "it": "di e il la che in a per un è non sono una da con si del della le i gli lo al nel come più ma alla dei anche "
    "se mi ha ho ci questo questa delle io lei suo sua essere nella dal o cosa può tutto quando sul dalla perché "
    "possiamo posso vostro grazie",
    "nl": "de en van ik te dat die in een hij het niet zijn is was op aan met als voor had er maar om hem dan zou of "
    "wat mijn men dit zo door over ze zich bij ook tot je mij uit der daar haar naar heb hoe heeft hebben deze u want "
    "nog zal me zij nu geen omdat iets worden kan uw wij onze kunnen wordt",
    "no": "og i jeg det at en den til er som på de med han av for ikke der var meg seg men et har om vi min hadde ham "
    "hun nå over da fra du ut sin dem oss opp man hans hvor eller hva skal selv her alle vil bli kunne inn når være "
    "kan ditt dine deg etter noe deres hvis hvordan mye av uke noen mange blitt dere vår",
    "pl": "i w nie na się z do to że jest o jak a po co tak za od ale jego dla przez czy było są być tym jej już tego "
    "może mnie bardzo przed który która które jeśli lub oraz mi ja my pan pani ich jestem proszę także będzie",
    "pt": "de a o que e do da em um para é com não uma os no se na por mais as dos como mas foi ao ele das tem à seu "
    "sua ou ser quando muito há nos já está eu também só pelo pela até isso ela entre era depois sem mesmo aos ter "
    "seus quem nas me esse eles você essa num nem suas meu às minha têm numa pelos vocês obrigado",
    "ro": "de și în a la cu pe nu că este o un din pentru care mai se ce au sau fi dar sunt am fost către sa să le "
    "prin după dacă foarte numai ca între poate dumneavoastră vă vom avea acest această lui ei el îl îmi",
    "sk": "a v na sa je to že s z do od pre som ste sme nie bol bolo ako ale alebo ktorý ktorá ktoré už aby len pri po "
    "podľa však tiež ich môže mám máte váš vaše vám mi si tak čo nás môžem prosím",
    "sv": "och i att det som en på är av för med den till inte har de jag ett om han men var sig så från vi du nu kan "
    "när efter vid där eller också ut upp över min ha hade mot skulle bara dig här då din ditt era er ni mig oss blir "
    "ska vara alla genom varje tack något",
    "tr": "bir ve bu için da de ile çok ne daha gibi olarak o kadar ben sen biz siz var yok mı mi değil ama en sonra "
    "olan her şey ki ya veya nasıl size sizin bana benim lütfen olduğu olur ise göre",
}
_CYRILLIC = {
    "bg": "и на в за да се от с не е са по като че до си това при но или които който може съм ще вече само ви ни му "
    "след към те ние вие аз как какво без има няма беше моля",
    "ru": "и в не на я что он с как это по но они мы она был а то все так его за от вы бы у из для о к же только мне "
    "было вот меня еще нет ему если до когда или вас чтобы может при есть ли быть уже вам ваш ваша",
    "uk": "і в не на що з я він як це до та але у за від ви ми вона був а то все так його її про для із або якщо вже "
    "було є чи при бути може вам ваш ваша під також які який яка мені немає",
}
FUNCTION_WORDS: dict[str, tuple[str, frozenset[str]]] = {
    **{code: ("LATIN", frozenset(words.split())) for code, words in _LATIN.items()},
    **{code: ("CYRILLIC", frozenset(words.split())) for code, words in _CYRILLIC.items()},
}
OWN_LETTERS = {
    "cs": "ěřů",
    "da": "æø",
    "de": "ß",
    "es": "ñ¿",
    "fi": "",
    "hr": "đ",
    "hu": "őű",
    "no": "æø",
    "pl": "łąęśźż",
    "pt": "ãõ",
    "ro": "ățș",
    "sk": "ľĺŕô",
    "sv": "å",
    "tr": "ığş",
    "uk": "іїєґ",
    "ru": "ыэё",
    "bg": "ъщ",
    "fr": "œèê",
    "it": "ìò",
}
