/** The networks the demo shows. Each is a platform of its own, `demo-` and this name. */
export type DemoNetwork = 'bluesky' | 'mastodon' | 'x'

/** Somebody of the demo's world. */
export type Person = {
  readonly name: string
  /** A file in `art/`; null shows what Chirp does without a picture. */
  readonly portrait: string | null
  readonly about: string
  /** A person may be on several networks; each is an author of its own there. */
  readonly handles: Readonly<Partial<Record<DemoNetwork, string>>>
  readonly bot?: boolean
}

const everyone = {
  juno: {
    name: 'Juno Varga',
    portrait: 'a-juno.webp',
    about: 'Sets type by hand, rides trams for pleasure. Half of @linnetpress.example.com. She/her.',
    handles: { bluesky: 'juno.example.com', mastodon: 'juno@tidepool.example' },
  },
  linnet: {
    name: 'Linnet Press',
    portrait: 'a-linnet.webp',
    about: 'A letterpress workshop with two presses and one very patient cat. Open on Saturdays.',
    handles: { bluesky: 'linnetpress.example.com', x: 'linnet_example' },
  },
  amara: {
    name: 'Amara Oyelaran',
    portrait: 'a-amara.webp',
    about: 'Notices things. Writes some of them down.',
    handles: { bluesky: 'amara.example.com' },
  },
  heike: {
    name: 'Heike Brandt',
    portrait: 'a-heike.webp',
    about: 'Barrierefreiheit, Bleisatz, Bergwandern. In dieser Reihenfolge. #Barrierefreiheit',
    handles: { mastodon: 'heike@werkstatt.example' },
  },
  ruben: {
    name: 'Ruben Castellanos',
    portrait: 'a-ruben.webp',
    about: 'Mapas antiguos y líneas de costa. Maps, mostly of places that have moved.',
    handles: { bluesky: 'ruben.example.com', mastodon: 'ruben@werkstatt.example' },
  },
  dele: {
    name: 'Dele Akintola',
    portrait: 'a-dele.webp',
    about: 'Football, bread, physics, in the order of today’s mood.',
    handles: { bluesky: 'dele.example.com', x: 'dele_example' },
  },
  sora: {
    name: '林そら',
    portrait: 'a-sora.webp',
    about: '港町で写真を撮っています。朝が好き。',
    handles: { bluesky: 'sora.example.com' },
  },
  layla: {
    name: 'ليلى منصور',
    portrait: 'a-layla.webp',
    about: 'أكتب رسائل بخط اليد. مترجمة، وبستانية على شرفة صغيرة.',
    handles: { mastodon: 'layla@bayt.example' },
  },
  nightbus: {
    name: 'Night Bus Gazette',
    portrait: 'a-nightbus.webp',
    about: 'Stories from the hours between the last tram and the first.',
    handles: { bluesky: 'nightbus.example.com', mastodon: 'gazette@nightbus.example', x: 'nightbus_example' },
  },
  pia: {
    name: 'Pia Sandelin',
    portrait: 'a-pia.webp',
    about: 'Printmaker. Mist is my favourite colour.',
    handles: { mastodon: 'pia@tidepool.example' },
  },
  tomas: {
    name: 'Tomas Ferrelund',
    portrait: 'a-tomas.webp',
    about: 'Writes letters for a living, some of them with serifs.',
    handles: { bluesky: 'tomas.example.com', x: 'tomas_example' },
  },
  greta: {
    name: 'Greta Olinsky',
    portrait: 'a-greta.webp',
    about: 'Support, the kind with a name. Previously at the desk by the window.',
    handles: { bluesky: 'greta.example.com', mastodon: 'greta@werkstatt.example' },
  },
  marek: {
    name: 'Marek Vondra',
    portrait: 'a-marek.webp',
    about: 'Posters, ink, blisters.',
    handles: { bluesky: 'marek.example.com', x: 'marek_example' },
  },
  noor: {
    name: 'Noor Rahimi-Voss',
    portrait: 'a-noor.webp',
    about: 'Archivist. I have decided to have more questions.',
    handles: { bluesky: 'noor.example.com', mastodon: 'noor@bayt.example' },
  },
  otto: {
    name: 'Otto Brask',
    portrait: 'a-otto.webp',
    about: 'Leuchtturmwärter a. D., Sohn eines Straßenbahnfahrers.',
    handles: { bluesky: 'otto.example.com', mastodon: 'otto@leuchtturm.example' },
  },
  yara: {
    name: 'Yara Benítez Ortuño',
    portrait: 'a-yara.webp',
    about: '🌧️🚲🥖',
    handles: { bluesky: 'yara.a-rather-long-name-for-a-server.example.com' },
  },
  kenji: {
    name: '松本ケンジ',
    portrait: 'a-kenji.webp',
    about: '活版印刷。失敗したものほど大事にしています。',
    handles: { mastodon: 'kenji@tidepool.example' },
  },
  pangur: {
    name: 'pangur',
    portrait: 'a-cat.webp',
    about: 'i and the scribe, each at our own work',
    handles: { bluesky: 'pangur.test' },
  },
  moss: {
    name: 'The Moss Society',
    portrait: 'a-moss.webp',
    about: 'Small green things, daily. Members: 41, and a wall.',
    handles: { bluesky: 'moss.example.com', mastodon: 'moss@tidepool.example' },
    bot: true,
  },
  tidepool: {
    name: 'tidepool.example',
    portrait: 'a-tidepool.webp',
    about: 'News of this server from the three people who run it.',
    handles: { mastodon: 'news@tidepool.example' },
  },
  haneul: {
    name: '김하늘',
    portrait: null,
    about: '한옥과 자전거, 그리고 오래된 간판.',
    handles: { bluesky: 'haneul.example.com' },
  },
  chenyu: {
    name: '陈雨',
    portrait: null,
    about: '在图书馆修书。慢一点也没关系。',
    handles: { bluesky: 'chenyu.example.com' },
  },
  saifon: {
    name: 'สายฝน ใจดี',
    portrait: null,
    about: 'ทำขนมปังตอนเช้า อ่านหนังสือตอนฝนตก',
    handles: { bluesky: 'saifon.example.com' },
  },
  shira: {
    name: 'שירה אלון',
    portrait: null,
    about: 'מורה לכלי קשת. אוספת כרטיסיות אוטובוס ישנות.',
    handles: { mastodon: 'shira@bayt.example' },
  },
  meera: {
    name: 'मीरा जोशी',
    portrait: null,
    about: 'अक्षर, चाय और रेलगाड़ियाँ।',
    handles: { mastodon: 'meera@tidepool.example' },
  },
  claire: {
    name: 'Claire Aubert',
    portrait: null,
    about: 'Relieuse. Je répare ce qui a été lu trop de fois. :lighthouse:',
    handles: { mastodon: 'claire@leuchtturm.example' },
  },
  ines: {
    name: 'Inés Robledo',
    portrait: null,
    about: 'Cocino lento y escribo rápido.',
    handles: { bluesky: 'ines.example.com', x: 'ines_example' },
  },
  typeweekly: {
    name: 'Type Weekly',
    portrait: null,
    about: 'One letter, every week, at length.',
    handles: { x: 'typeweekly_example' },
  },
} as const satisfies Record<string, Person>

export type PersonKey = keyof typeof everyone

export const PEOPLE: Readonly<Record<PersonKey, Person>> = everyone

/** Everybody's key, in a fixed order. */
export const PERSON_KEYS = Object.keys(everyone) as readonly PersonKey[]

/** The two of them that the demo's accounts belong to. */
export type Owner = 'juno' | 'linnet'

/** Whom linnet follows; juno follows everybody. */
export const PRINT_PEOPLE: readonly PersonKey[] = [
  'juno',
  'tomas',
  'marek',
  'greta',
  'ruben',
  'amara',
  'typeweekly',
  'nightbus',
  'dele',
  'ines',
  'chenyu',
]

export function isOn(person: PersonKey, network: DemoNetwork): boolean {
  return PEOPLE[person].handles[network] !== undefined
}
