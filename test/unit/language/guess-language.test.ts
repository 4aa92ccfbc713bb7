import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { guessLanguage } from '../../../renderer/features/composer/language/guess-language.ts'
import { posts, silent } from './posts.ts'

const languageOf = (text: string, likely: readonly string[] = []): string | null => guessLanguage(text, likely)?.language ?? null

/** Every post of every language with what is said of it. */
function said(likelyFor: (language: string) => readonly string[] = () => []) {
  const all = Object.entries(posts).flatMap(([language, texts]) =>
    texts.map((text) => ({ language, text, guess: languageOf(text, likelyFor(language)) })),
  )
  const share = (count: number): number => count / all.length
  return {
    right: share(all.filter(({ language, guess }) => guess === language).length),
    wrong: share(all.filter(({ language, guess }) => guess !== null && guess !== language).length),
  }
}

describe('The language of a short post', () => {
  test.each([
    ['en', 'Does anyone know a good bike shop in Leeds?'],
    ['de', 'Der Zug hat mal wieder Verspätung'],
    ['fr', 'Le train est encore en retard'],
    ['es', 'El tren llega tarde otra vez'],
    ['pt', 'Alguém conhece uma boa oficina de bicicletas em Braga?'],
    ['it', 'Il treno è di nuovo in ritardo'],
    ['nl', 'De trein is natuurlijk weer te laat'],
    ['sv', 'Tåget är förstås försenat igen'],
    ['da', 'Toget er selvfølgelig forsinket igen'],
    ['nb', 'Toget er selvfølgelig forsinket igjen'],
    ['fi', 'Juna on tietysti taas myöhässä'],
    ['pl', 'Pociąg oczywiście znowu się spóźnia'],
    ['cs', 'Vlak má samozřejmě zase zpoždění'],
    ['hu', 'A vonat persze megint késik'],
    ['ro', 'Trenul întârzie din nou, desigur'],
    ['tr', 'Tren yine rötarlı tabii ki'],
    ['id', 'Keretanya terlambat lagi, tentu saja'],
    ['vi', 'Tàu lại trễ nữa rồi'],
    ['ru', 'С днём рождения, любимая сестра'],
    ['uk', 'Потяг, звісно, знову запізнюється'],
    ['bg', 'Влакът, разбира се, пак закъснява'],
    ['ar', 'القطار متأخر مرة أخرى بالطبع'],
    ['fa', 'قطار البته باز هم دیر کرده است'],
    ['ur', 'ٹرین ظاہر ہے پھر لیٹ ہے'],
    ['hi', 'ट्रेन फिर से लेट है'],
    ['el', 'Το τρένο άργησε πάλι'],
    ['he', 'הרכבת שוב מאחרת'],
    ['th', 'รถไฟมาช้าอีกแล้ว'],
    ['ko', '기차가 또 늦네'],
    ['ja', '電車がまた遅れている'],
    ['zh', '火车当然又晚点了'],
  ])('is %s: %s', (language, text) => {
    expect(languageOf(text)).toBe(language)
  })

  test('is told of four posts in five in any of 40 languages, and told wrongly of less than three in a hundred', () => {
    const { right, wrong } = said()
    expect(right).toBeGreaterThan(0.8)
    expect(wrong).toBeLessThan(0.03)
  })

  test('is told more often where the person’s own languages are known', () => {
    const { right, wrong } = said((language) => ['en', language])
    expect(right).toBeGreaterThan(0.85)
    expect(wrong).toBeLessThan(0.03)
  })

  test('is told as well where the person usually writes another one', () => {
    const { right, wrong } = said(() => ['en', 'de'])
    expect(right).toBeGreaterThan(0.8)
    expect(wrong).toBeLessThan(0.04)
  })

  test.each(['ไทย', '日本語です', '한글', 'مرحبا', 'Καλημέρα', 'שלום'])('is told of one word in a script that tells it: %s', (text) => {
    expect(languageOf(text)).not.toBeNull()
  })

  test.each(silent)('is not made up for “%s”', (text) => {
    expect(guessLanguage(text)).toBeNull()
    expect(guessLanguage(text, ['de', 'en'])).toBeNull()
  })
})

describe('What is no language', () => {
  test('is not looked at: links, mentions, tags, emoji and numbers', () => {
    const noise =
      'https://example.com/the/and/is?you=are @the_and@is.example @with.bsky.social #thisIsTheTag #GoodMorning 🎉🇬🇧 12.5 % the.com'
    expect(guessLanguage(noise)).toBeNull()
    expect(guessLanguage(`${noise} Heute scheint endlich wieder die Sonne`)).toEqual(
      guessLanguage('Heute scheint endlich wieder die Sonne'),
    )
  })

  test('does not outweigh what is: names in Latin letters among another script', () => {
    expect(languageOf('iPhoneのカメラ、すごい')).toBe('ja')
    expect(languageOf('今天在GitHub上看到的')).toBe('zh')
    expect(languageOf('Вышел новый TypeScript и это очень хорошо')).toBe('ru')
    expect(languageOf('We watched アニメ all night and it was great')).toBe('en')
  })
})

describe('The languages a person writes in', () => {
  test('decide where a text is in either: Chinese characters alone', () => {
    expect(languageOf('新刊発売')).toBe('zh')
    expect(languageOf('新刊発売', ['ja-JP'])).toBe('ja')
    expect(languageOf('新刊発売', ['ja', 'zh-TW'])).toBe('zh')
  })

  test('never outvote what is clearly written', () => {
    expect(languageOf('Der Zug hat heute wieder Verspätung und ich bin nicht da', ['en', 'nl', 'da'])).toBe('de')
  })
})

describe('The guess', () => {
  test('is surer of more text', () => {
    const short = guessLanguage('Il treno è di nuovo in ritardo')
    const long = guessLanguage(
      'Il treno è di nuovo in ritardo e non so più che cosa dire ai miei amici che mi aspettano alla stazione da un’ora',
    )
    expect(long?.language).toBe('it')
    expect(long?.confidence).toBeGreaterThan(short?.confidence ?? 1)
  })

  test('names a language of BCP 47 or none, and a confidence up to 1, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.array(fc.constantFrom('de', 'en-GB', 'x', '')), (text, likely) => {
        const guess = guessLanguage(text, likely)
        if (guess === null) return
        expect(Intl.getCanonicalLocales(guess.language)).toEqual([guess.language])
        expect(guess.confidence).toBeGreaterThan(0)
        expect(guess.confidence).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })

  test('of a megabyte is made, whatever it holds', () => {
    for (const text of ['a'.repeat(1e6), '漢'.repeat(1e6), 'the '.repeat(250_000), '@'.repeat(1e6), `@${'a.'.repeat(5e5)}`])
      expect(guessLanguage(text)?.confidence ?? 0).toBeLessThanOrEqual(1)
  })
})
