// npm run bench: prints one JSON line a figure; ends with 1 where one is not within its bound.
import { benchPhoto } from './photo.ts'
import { benchReadBluesky } from './read-bluesky.ts'
import { benchSearch } from './search.ts'
import { benchStart } from './start.ts'
import { benchTyping } from './typing.ts'
import { benchValidate } from './validate.ts'

const within = [benchValidate(), await benchStart(), benchSearch(), await benchTyping(), await benchPhoto(), await benchReadBluesky()]
process.exit(within.every(Boolean) ? 0 : 1)
