import { z } from 'zod'
import { MediaHostForm, MediaHostPlace, MediaHostView } from '../../model/media-host.ts'
import { command, query } from '../define.ts'
import { done, none } from './shapes.ts'

const place = z.object({ place: MediaHostPlace })

/** Where the person lets networks fetch files. What is wrong with a host is `invalid-input`, at the field to be mended. */
export const mediaHostCalls = {
  /** The first, then the fallback; as many as are set up. */
  'mediaHost.list': query(none, z.array(MediaHostView)),
  /** Tests a host, which takes some seconds, and keeps it if it works. */
  'mediaHost.save': command(MediaHostForm.extend(place.shape), MediaHostView),
  /** Tests one that is kept. */
  'mediaHost.test': command(place, done),
  'mediaHost.remove': command(place, done),
} as const
