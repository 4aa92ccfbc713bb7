/** What gives a language away in a few words: words, and letters that few others have. */
export type LanguageTraits = {
  /** The trigram model that fits best, by its ISO 639-3 name: its own or a near relative's; null where neither is there. */
  readonly model: string | null
  /** Common words in lower case. Among them the greetings and thanks that short posts are made of. */
  readonly words: string
  /** Letters and groups of letters that few of the others have. */
  readonly marks: string
}

/** The languages that share the Latin script, by BCP 47 tag. */
const latin: Readonly<Record<string, LanguageTraits>> = {
  en: {
    model: 'eng',
    words:
      'the and is are was were to of in it it’s i’m don’t for on with that this you i my we have has not be at just so what new from but can by an all good morning thanks thank today they your how who one out if or as me about there love here where when why tomorrow again rain very',
    marks: 'th wh ing',
  },
  de: {
    model: 'deu',
    words:
      'der die das und ist nicht ich ein eine einen zu zum zur mit auf für wir es auch aber den dem von sich bei guten morgen tag heute danke noch mal wie was schon nur sind im hat war wird so als man kann mir euch sehr habe jetzt oder wenn wer wo wann warum wieder leider kommt endlich zusammen',
    marks: 'ß ä ö ü sch ung',
  },
  fr: {
    model: 'fra',
    words:
      'le la les et est un une des je pas que pour dans sur avec vous nous ce cette ces mais au aux du bonjour bonsoir merci aujourd’hui qui il elle on plus très c’est j’ai n’est qu’il ne se en sont mon ma tout bien à été être avoir beaucoup quel quelle ça où quand demain encore matin quoi belle tous',
    marks: 'ç œ ê è ù û l’ d’ qu’ j’ eau',
  },
  es: {
    model: 'spa',
    words:
      'el la los las y es un una no que por para con en de mi se lo al pero muy hoy buenos buenas días gracias está están más como del qué cómo este esta son ha yo tu te ya todo mañana hay si sí me nos también hola quién dónde cuándo otra vez ayer llueve viene muchas',
    marks: 'ñ ¿ ¡ á í ó ción ll',
  },
  pt: {
    model: 'por',
    words:
      'o a os as e é um uma não que por para com em de meu minha se ao mas muito hoje bom boa dia obrigado obrigada está mais como do da dos das você no na nos eu isso esse ele são foi já também tudo ser tem quem onde quando amanhã alguém quer todos ontem acabei',
    marks: 'ã õ ç ção nh lh',
  },
  it: {
    model: 'ita',
    words:
      'il lo la gli le e è un una non che per con di mi si ma molto oggi buongiorno grazie sono più come del della ho questo questa ha nel alla al ci anche i in perché tutto cosa bene mio mia ciao dei chi dove quando domani stasera viene tutti appena mille',
    marks: 'è ò ì ù gli zione dell’ l’',
  },
  nl: {
    model: 'nld',
    words:
      'de het een en is niet ik van voor met op dat wij we ook maar zijn bij goedemorgen goede vandaag dank bedankt nog wat te naar deze heb heeft die dit aan er als je mijn wel hoe kan door was om zo uit veel allemaal hij wie waar wanneer weer gaat helaas jullie iedereen',
    marks: 'ij aa oo ee uu',
  },
  sv: {
    model: 'swe',
    words:
      'och är att det en ett inte jag på för med som av men vi har god morgon idag tack så den till om kan du ni från de var mycket nu här mig hej vad ska när alla också vem imorgon tyvärr äntligen igen gick vill följa bio allihop',
    marks: 'å ä ö ck',
  },
  da: {
    model: 'swe',
    words:
      'og er at det en et ikke jeg på for med som af men vi har god morgen godmorgen dag tak så den til om kan du i fra de var meget nu her mig hej hvad skal når alle også hvor efter noget være blev dig sig hvem hvornår igen gik desværre mange tusind gerne sammen godt endelig biografen',
    marks: 'æ ø å øj ej',
  },
  nb: {
    model: 'swe',
    words:
      'og er at det en et ikke jeg på for med som av men vi har god morgen dag takk så den til om kan du i fra de var mye veldig nå her meg hei hva skal når alle også hvor etter noe være ble deg seg hvem igjen gikk dessverre tusen gjerne sammen sola endelig mandag',
    marks: 'ø å æ øy kk ei',
  },
  fi: {
    model: null,
    words:
      'ja on ei että se en olen mutta hyvää hyvä huomenta kiitos tänään minä kun niin tämä myös ovat oli mitä nyt hän jos kuin vain ole sen tai joka kaikki hei moi mun paljon kaikille kuka missä milloin huomenna taas vihdoin lähtee ihan vielä sitten',
    marks: 'ä ö ää yy ii uu aa öö ssa ssä sta stä lla llä',
  },
  is: {
    model: 'swe',
    words: 'og er að það ekki ég á fyrir með sem en við þetta góðan daginn takk í dag til um var þú hvað aftur mjög öll eru',
    marks: 'þ ð æ á í ú ý',
  },
  pl: {
    model: 'pol',
    words:
      'i jest nie to się w na z że do jak dzień dobry dziękuję dzięki dzisiaj dziś ale mi już tak co od po czy jestem za o są dla był tylko jeszcze bardzo mam sobie wszystkim kto gdzie kiedy jutro znowu właśnie',
    marks: 'ł ą ę ś ć ż ź ń sz cz rz',
  },
  cs: {
    model: 'ces',
    words:
      'a je to se na v že s do jak dobrý den dobré ráno děkuji díky dnes ale už tak co ne jsem není jsou si pro za by byl ještě jen mám všem i kdo kde kdy zítra zase jde moc právě',
    marks: 'ř ě ů č š ž ý',
  },
  sk: {
    model: 'ces',
    words:
      'a je to sa na v že s do ako dobrý deň dobré ráno ďakujem vďaka dnes ale už tak čo nie som nie sú si pre za by bol ešte len mám všetkým aj kto kde kedy zajtra zase veľmi práve ide',
    marks: 'ľ ĺ ŕ ô č š ž ý ie uje',
  },
  sl: {
    model: 'hrv',
    words:
      'in je to se na v da z kot dobro jutro dober dan hvala danes ampak že kaj ne sem ni so si za bi bil še samo tudi pri vsem ki kdo kje kdaj jutri spet zelo pravkar',
    marks: 'č š ž',
  },
  hr: {
    model: 'hrv',
    words:
      'i je to se na u da s za kao dobro jutro dobar dan hvala danas ali što ne sam nije su si bi bio još samo svima koji od već ima kako sve tko gdje kada sutra opet jako upravo',
    marks: 'đ ć č š ž',
  },
  hu: {
    model: 'hun',
    words:
      'a az és nem egy hogy van ez is de jó reggelt napot köszönöm köszi ma csak már mit volt meg itt most vagy mint nagyon mindenkinek én ha kell lesz még ki hol mikor holnap megint szépen jön',
    marks: 'ő ű á é ö gy sz',
  },
  ro: {
    model: 'ron',
    words:
      'și si este nu o un de la în pe cu că bună dimineața ziua mulțumesc azi astăzi dar mai care din sunt ce am foarte pentru e se a al ale tuturor mi cine unde când mâine iar nou vine mult tocmai',
    marks: 'ă ș ț â ş ţ',
  },
  tr: {
    model: 'tur',
    words:
      've bir bu da de için ile ne var çok günaydın teşekkürler teşekkür bugün ama değil ben mi gibi daha yok olan en her kadar sonra herkese ederim güzel iyi o şey kim nerede yarın yine geliyor şimdi',
    marks: 'ı ş ğ ç ö ü',
  },
  az: {
    model: 'azj',
    words: 'və bir bu da üçün ilə nə var çox təşəkkür gün bugün amma deyil mən ki hər daha olan sabahınız',
    marks: 'ə ğ ı ş',
  },
  id: {
    model: 'ind',
    words:
      'yang dan di ini itu untuk dengan tidak saya ada dari ke selamat pagi terima kasih hari akan juga sudah aku bisa kita mau lagi semua atau pada karena tapi sangat siapa mana kapan besok banyak baru ikut',
    marks: '',
  },
  vi: {
    model: 'vie',
    words:
      'và là của không có tôi một cho được này chào buổi sáng cảm ơn hôm nay với những người đã các mọi rất khi thì đi như trong ai đâu lại vừa nhiều',
    marks: 'ă đ ơ ư ạ ả ấ ầ ẩ ậ ắ ằ ặ ẹ ẻ ẽ ế ề ể ễ ệ ị ọ ỏ ố ồ ổ ộ ớ ờ ở ợ ụ ủ ứ ừ ử ữ ự ỳ ỷ ỹ',
  },
  tl: {
    model: 'tgl',
    words:
      'ang ng sa na ako ay mga hindi ito kung magandang umaga salamat ngayon lang po siya ko mo naman din lahat para si may ano saan at nito',
    marks: '',
  },
  sw: { model: 'swh', words: 'na ya wa kwa ni katika hii asante leo habari za si hivyo sana kama la yangu wote hiyo pia cha', marks: '' },
  ca: {
    model: 'spa',
    words:
      'el la els les i és un una no que per amb en de però molt avui bon dia gràcies està més com del tothom aquest aquesta són jo també què als ha hi si d’un l’any qui on demà torna moltes vaig m’ha acabo llegir',
    marks: 'ç à è ò ï ŀ · l’ d’',
  },
  gl: {
    model: 'por',
    words:
      'o a os as e é un unha non que por para con en do da dos pero moi hoxe bo bos día días grazas máis como está eu isto tamén son foi quen onde mañá outra acabo volve',
    marks: 'ñ',
  },
  eu: {
    model: null,
    words: 'eta da ez bat hau dut egun on eskerrik asko gaur baina ere dira du zer oso guztioi naiz dago nor non bihar berri',
    marks: 'tz tx',
  },
  et: {
    model: null,
    words:
      'ja on ei et see ma tere hommikust aitäh tänan täna aga kui ka mis oli olen kõik väga veel siis nüüd selle kõigile kes kus millal homme jälle just ning',
    marks: 'õ ä ö ü ää aa uu',
  },
  lt: {
    model: null,
    words:
      'ir yra ne tai kad į su aš labas rytas ačiū šiandien bet kaip dar labai iš visiems man buvo jau kas kur kada rytoj vėl ką tik ji jis',
    marks: 'ė ų į ū š ž ą ę',
  },
  lv: {
    model: null,
    words: 'un ir nav tas ka ar es labrīt paldies šodien bet kā vēl ļoti no visiem man bija jau uz par kas kur kad rīt atkal tikko tā',
    marks: 'ā ē ī ū ļ ķ ņ ģ',
  },
  ga: {
    model: null,
    words: 'agus is tá an na ar go níl mé maidin mhaith raibh inniu ach dia duit bhí sé sin leis maith agat',
    marks: 'á í ó ú bh mh',
  },
  cy: {
    model: null,
    words: 'yn y mae ac bore da diolch heddiw ond nid yw wedi ar gyfer i’r yr ei bod pawb iawn rwy’n hi’n eto roedd yng pwy',
    marks: 'ŵ ŷ dd ll wy',
  },
  eo: {
    model: null,
    words: 'kaj la estas ne mi en de por kun ke bonan matenon tagon dankon saluton hodiaŭ sed ankaŭ tre ĉiuj vi kiu kie ĝi ĵus',
    marks: 'ĉ ĝ ĥ ĵ ŝ ŭ',
  },
  ha: { model: 'hau', words: 'da na ne ce ba shi ta ya sannu barka yau nagode su wannan duk', marks: 'ɓ ɗ ƙ' },
  yo: { model: 'yor', words: 'ni ati àti ti sì ó àwọn wọ́n ẹ kí pẹ̀lú gbogbo lónìí kan ìyá', marks: 'ẹ ọ ṣ' },
  ig: { model: 'ibo', words: 'na nke bụ ndị ọma daalụ taa ka ha anyị niile', marks: 'ị ọ ụ' },
  so: { model: 'som', words: 'iyo waa in oo ku ka ah la loo maanta mahadsanid subax wanaagsan uu', marks: '' },
  zu: { model: 'zul', words: 'futhi ukuthi ngiyabonga sawubona namhlanje kakhulu bonke ngoba kodwa yonke', marks: '' },
  jv: { model: 'jav', words: 'sing lan ora iki aku kowe matur nuwun saiki esuk kabeh wis iku sugeng enjing', marks: '' },
  uz: { model: 'uzn', words: 'va bu bilan uchun ham bir emas bugun rahmat men juda', marks: '' },
}

/** The languages that share the Cyrillic script. */
const cyrillic: Readonly<Record<string, LanguageTraits>> = {
  ru: {
    model: 'rus',
    words:
      'и в не на я что с это как но все всем доброе утро день добрый привет спасибо сегодня мне у так был очень уже за по его она они есть только мы от из кто где когда завтра опять большое',
    marks: 'ы э ё ъ',
  },
  uk: {
    model: 'ukr',
    words:
      'і в не на я що з це як але всі всім доброго доброї ранку дня день добрий привіт дякую сьогодні мені у так був дуже вже за по його вона вони є тільки ми від та до хто де коли завтра знову щойно',
    marks: 'і ї є ґ',
  },
  be: {
    model: 'bel',
    words: 'і ў не на я што з гэта як але ўсе усім добрай раніцы дзень добры прывітанне дзякуй сёння мне так вельмі ужо',
    marks: 'ў ы э ё',
  },
  bg: {
    model: 'bul',
    words:
      'и в не на да се за това е как но добро утро ден добър здравей благодаря днес ще съм много вече от са ли всички всичко аз ми към кой къде кога утре пак току-що хареса',
    marks: 'ъ',
  },
  sr: {
    model: 'srp',
    words:
      'и у је не на да се за то како али добро јутро дан добар здраво хвала данас сам врло већ од су сви свима што ко где кад сутра поново управо одлична',
    marks: 'ј љ њ ћ ђ џ',
  },
  mk: {
    model: 'bul',
    words:
      'и во е не на да се за тоа како но добро утро ден добар здраво благодарам денес сум многу веќе од се ли сите што кој каде кога утре пак',
    marks: 'ј љ њ ќ ѓ ѕ џ',
  },
  kk: { model: 'kaz', words: 'және бұл мен да бір үшін деген қайырлы таң рахмет бүгін', marks: 'ә ғ қ ң ө ұ ү һ і' },
}

/** The languages that share the Arabic script. */
const arabic: Readonly<Record<string, LanguageTraits>> = {
  ar: {
    model: 'arb',
    words: 'في من على هذا هذه أن إلى ما لا اليوم شكرا شكراً صباح الخير مرحبا مع كل لم كان التي الذي يا أنا هو',
    marks: 'ة ى أ إ ي ك',
  },
  fa: {
    model: 'pes',
    words: 'و در از به که این را است با می امروز سلام ممنون صبح بخیر برای هم من یک خیلی شد بود نیست همه همین الان کردم داشتم',
    marks: 'پ چ ژ گ ی ک',
  },
  ur: { model: 'urd', words: 'ہے میں کے کا کی اور نہیں یہ آج شکریہ سے کو ہیں پر صبح بخیر بھی تھا سب', marks: 'ٹ ڈ ڑ ں ے ہ ھ ک گ ی پ چ' },
  ps: { model: 'pbu', words: 'د په او دا چې نه له سره', marks: 'ټ ډ ړ ږ ښ ې ۍ ځ څ ګ' },
}

/** The languages that share Devanagari. */
const devanagari: Readonly<Record<string, LanguageTraits>> = {
  hi: { model: 'hin', words: 'है में के की का और नहीं यह आज धन्यवाद से हैं मैं को पर भी सुप्रभात नमस्ते बहुत था सभी', marks: '' },
  mr: { model: 'mar', words: 'आहे आणि मी नाही हे आज धन्यवाद ते या आहेत नमस्कार खूप होते सर्वांना', marks: 'ळ' },
  ne: { model: 'npi', words: 'छ र हो मा म यो आज धन्यवाद को छैन छन् नमस्ते धेरै थियो सबैलाई', marks: '' },
}

/** The languages of each script that several share, by BCP 47 tag. */
export const traitsOfScript = { Latin: latin, Cyrillic: cyrillic, Arabic: arabic, Devanagari: devanagari } as const
