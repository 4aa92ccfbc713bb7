import type { PersonKey } from '../people.ts'

/**
 * Things people say again and again in new ways: any opening goes with any ending of its topic. English; the scripted posts and the notes
 * bring the other languages.
 */
export type Topic = { readonly by: readonly PersonKey[]; readonly openings: readonly string[]; readonly endings: readonly string[] }

export const TOPICS: readonly Topic[] = [
  {
    by: ['marek', 'pia', 'tomas', 'linnet', 'juno'],
    openings: [
      'Cleaned the rollers before anybody asked.',
      'First pull of the day and the blue is too cheerful.',
      'Spent the morning looking for a 6-point space.',
      'A box of wood type came in from a closed theatre.',
      'The ink said “quick-drying” and meant by spring.',
      'Proofed the poster upside down and learned something.',
      'Somebody ordered two hundred cards that say only “Yes”.',
    ],
    endings: [
      'The cat supervised.',
      'Worth it for the sound alone.',
      'I will tell the paper gently.',
      'Tomorrow we do it properly.',
      'Nobody was hurt, one apron was.',
      'The old press approved, the new one has no opinions yet.',
    ],
  },
  {
    by: ['amara', 'nightbus', 'otto', 'juno', 'greta'],
    openings: [
      'The tram was late and nobody minded.',
      'A man got on with a ladder and apologised to every single seat.',
      'Line 4 has its old bell back.',
      'Two strangers shared one newspaper all the way to the terminus.',
      'The driver waited for a woman running with a cake.',
      'All the lights on the avenue were green, one after the other.',
      'The ticket machine said “thank you” twice.',
    ],
    endings: [
      'This city is allowed its moments.',
      'I took the long way home on purpose.',
      'Somebody hummed. Then somebody else did.',
      'Small things, but they were all on time.',
      'I would pay extra for that.',
      'Write it down, otherwise it did not happen.',
    ],
  },
  {
    by: ['otto', 'yara', 'noor', 'ruben', 'moss'],
    openings: [
      'The tide went out further than the chart allows.',
      'Low cloud over the breakwater since breakfast.',
      'A heron has taken over the small jetty.',
      'First frost on the mooring lines.',
      'The rain came sideways, as announced.',
      'Somebody repainted the harbour steps.',
      'Counted eleven kinds of grey before nine o’clock.',
    ],
    endings: [
      'The swans have opinions.',
      'Good drying weather for nobody.',
      'I stayed longer than I meant to.',
      'It will be different tomorrow, that is the point.',
      'Bring a second jumper.',
      'Quiet enough to hear the ropes.',
    ],
  },
  {
    by: ['dele', 'ines', 'saifon', 'yara', 'heike'],
    openings: [
      'Tried the onion soup with less of everything.',
      'There is a right amount of butter and I went past it.',
      'The neighbours traded plums for bread again.',
      'Made too many dumplings on purpose.',
      'The market had the small potatoes.',
      'Second attempt at my aunt’s flatbread.',
      'Someone left a jar of honey at the door without a note.',
    ],
    endings: [
      'No survivors.',
      'I am keeping the recipe and denying it.',
      'Better than the photo, so no photo.',
      'Come over, there is plenty.',
      'The secret is still salt.',
      'We ate standing up and nobody complained.',
    ],
  },
  {
    by: ['noor', 'chenyu', 'claire', 'greta', 'layla'],
    openings: [
      'A book came back with a train ticket as a bookmark.',
      'Chapter nine is where everybody stops, the spine says.',
      'The reading room was full and completely silent.',
      'Mended a page with paper older than the book.',
      'Found a pressed leaf in an atlas, exactly on its own country.',
      'The index is longer than the story and better plotted.',
      'A child asked whether the library sleeps here at night.',
    ],
    endings: [
      'I put it back where it was.',
      'Some days the work thanks you.',
      'It smelled of rain and old coats.',
      'I said yes.',
      'No fine was charged.',
      'Now I want to know who they were.',
    ],
  },
]

/** What people answer. Short, kind, fits nearly anything. */
export const REPLIES: readonly string[] = [
  'This made my tram ride.',
  'I am going to steal this and tell my mother.',
  'Same here, and I have never said it out loud.',
  'Please never stop reporting on this.',
  'Saving this for a bad day.',
  'My grandmother would have agreed, and then corrected your spelling.',
  'You have a gift for noticing.',
  'I laughed, then I thought about it, then I made tea.',
  'Is there more? I would read the book.',
  'Can confirm, it was exactly like that.',
  'I had to read it twice, and it was better the second time.',
  'Ours does the opposite. We should introduce them.',
  'That is the most comforting thing I have read today.',
  'I will be thinking about this on Thursday for no reason.',
  'Wait, there is a canteen?',
  'Show us a picture when the light is good.',
  'The cat was right.',
  '👏👏👏',
  'Genau so.',
  'わかります。',
  'Qué bonito.',
  'C’est tout à fait ça.',
  'صدقتِ.',
  'Strong words, and I stand behind them.',
  'Thirty years here and nobody told me either.',
  'I asked my father. He says: obviously.',
  'Now I cannot un-know this. Thank you, I think.',
  'Second this. Third it, if that is allowed.',
]

/** Titles and blurbs of pages that get shared. All live under reserved names. */
export const CARDS: readonly {
  readonly url: string
  readonly title: string
  readonly description: string
  readonly provider: string
  readonly image: string | null
}[] = [
  {
    url: 'https://nightbus.example/archive/soup',
    title: 'The 03:10 soup',
    description: 'Who eats at the depot when the city is asleep, and what they talk about.',
    provider: 'nightbus.example',
    image: 'table.webp',
  },
  {
    url: 'https://typeweekly.example/ampersand',
    title: 'The ampersand, a marriage',
    description: 'How two letters moved in together and what they gave up.',
    provider: 'typeweekly.example',
    image: null,
  },
  {
    url: 'https://maps.example/inner-harbour-1911',
    title: 'Inner harbour, 1911',
    description: 'Every sheet of the survey, with the dog.',
    provider: 'maps.example',
    image: 'pier.webp',
  },
  {
    url: 'https://trams.example/bells',
    title: 'A short history of tram bells',
    description: 'Foot gong, hand gong, and the polite double ring.',
    provider: 'trams.example',
    image: 'tram.webp',
  },
]
