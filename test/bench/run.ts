// npm run bench: prints one JSON line a figure; ends with 1 where one is not within its bound.
import { benchPhoto } from './photo.ts'
import { benchReadBluesky } from './read-bluesky.ts'
import { benchStart } from './start.ts'

const within = [await benchStart(), await benchReadBluesky(), await benchPhoto()]
process.exit(within.every(Boolean) ? 0 : 1)
