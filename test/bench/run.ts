// npm run bench: prints one JSON line a figure; ends with 1 where one is not within its bound.
import { benchPhoto } from './photo.ts'
import { benchReadBluesky } from './read-bluesky.ts'
import { benchSearch } from './search.ts'
import { benchSync } from './sync.ts'
import { benchTyping } from './typing.ts'
import { benchValidate } from './validate.ts'
import { benchYears } from './years/bench.ts'

const within = [
  benchValidate(),
  await benchTyping(),
  benchSearch(),
  await benchPhoto(),
  await benchReadBluesky(),
  await benchSync(),
  await benchYears(),
]
process.exit(within.every(Boolean) ? 0 : 1)
