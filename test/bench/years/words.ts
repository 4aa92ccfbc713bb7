import type { Chance } from '../../support/seeded.ts'

/** Words of a script, the frequent ones first, and what stands between them. */
type Tongue = { readonly language: string; readonly words: readonly string[]; readonly space: string; readonly end: string }

const tongue = (language: string, words: string, space = ' ', end = '. '): Tongue => ({ language, words: words.split(' '), space, end })

const ENGLISH = tongue(
  'en',
  'the a to of and in it is you that for on was with this we are not at be have but all what so just if there out about can one like when they more time people good day work new think really going today back make never always morning week house book water city light paper train garden coffee weather letter road music',
)
const TONGUES: readonly Tongue[] = [
  ENGLISH,
  ENGLISH,
  ENGLISH,
  ENGLISH,
  ENGLISH,
  tongue(
    'de',
    'die der und in das ist nicht ich zu es ein mit auf für auch wir aber wenn heute immer wieder schon Straße größer Übung Morgen Zeitung Erinnerung Wetter Garten',
  ),
  tongue(
    'es',
    'de la que el en y a los se un por con para una no es más pero hoy siempre mañana corazón ciudad año libro niño camión tarde agua',
  ),
  tongue(
    'fr',
    'de la le et les des en un du une que est pour qui dans sur pas plus aujourd’hui déjà été fenêtre château matin œuvre rivière lumière',
  ),
  tongue('ru', 'и в не на я быть он с что это по но как когда сегодня утром город дорога книга погода вода поезд письмо снова люди'),
  tongue(
    'ja',
    '今日 は とても 天気 が いい です 朝 の 港 霧 晴れる 電車 本 読む 仕事 終わった 東京 タワー 写真 猫 食べる ありがとう 明日 また',
    '',
    '。',
  ),
  tongue('th', 'วันนี้ อากาศ ดี มาก กาแฟ ตอนเช้า หนังสือ เล่มใหม่ ไป ทำงาน รถไฟ เมือง สวัสดี ครับ ขอบคุณ พรุ่งนี้', '', ' '),
  tongue('ar', 'من في على إلى هذا اليوم كان صباح مدينة كتاب قرأت الماء طريق صديق رسالة الطقس جميل مرة أخرى'),
  tongue('ko', '오늘 아침 날씨 정말 좋다 커피 책 도시 사람 기차 다시 내일 감사합니다 사진 고양이 일'),
]
const LETTERS = 'etaoinshrdlucmfwypvbgkj'
const EMOJI = ['🌧️', '🚲', '☕', '😀', '🎉', '👩‍💻', '❤️', '🐈', '📚', '🙏🏽'] as const
export const TAGS = [
  'photography',
  'climate',
  'AltText',
  'caturday',
  'typescript',
  'gardening',
  '読書',
  'Zeitgeist',
  'fediverse',
  'letterpress',
] as const
/** The words of a language are endless: beyond those of a tongue come ever rarer ones. */
const RARE = 40_000

function wordOf(chance: Chance, { words }: Tongue): string {
  const rank = Math.floor(RARE ** chance.next())
  if (rank < words.length * 8) return words[Math.floor(rank / 8)] ?? ''
  let word = ''
  for (let rest = Math.imul(rank, 2_654_435_761) >>> 0; rest > 0; rest = Math.floor(rest / LETTERS.length))
    word += LETTERS.charAt(rest % LETTERS.length)
  return word
}

/** From the middle of two throws: most are near `median`, and a few are many times as long. */
function lengthOf(chance: Chance, median: number, longest: number): number {
  const spread = Math.sqrt(-2 * Math.log(1 - chance.next())) * Math.cos(2 * Math.PI * chance.next())
  return Math.max(1, Math.min(longest, Math.round(median * Math.exp(0.8 * spread))))
}

/** Something somebody writes: in their language, mostly of a line or two, at times as long as a post can be. Repeatable for a `chance`. */
export function writtenBy(chance: Chance, writer: number): { readonly text: string; readonly language: string } {
  const own = TONGUES[writer % TONGUES.length] ?? ENGLISH
  const spoken = chance.next() < 0.1 ? ENGLISH : own
  let text = ''
  for (let words = lengthOf(chance, 16, 110), sentence = 0; words > 0; words--, sentence++) {
    const ends = sentence > 4 && chance.next() < 0.12
    text += wordOf(chance, spoken) + (ends ? spoken.end : spoken.space)
    if (ends) sentence = 0
  }
  text = text.trimEnd()
  if (chance.next() < 0.2) text += ` ${chance.pick(EMOJI)}`
  return { text, language: spoken.language }
}

/** A name as people have them. */
export function nameOf(chance: Chance, writer: number): string {
  const own = TONGUES[writer % TONGUES.length] ?? ENGLISH
  const name = `${wordOf(chance, own)} ${wordOf(chance, own)}`
  return chance.next() < 0.15 ? `${name} ${chance.pick(EMOJI)}` : name
}
