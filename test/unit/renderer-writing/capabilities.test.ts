import { describe, expect, it } from 'vitest'
import { instagramCapabilities } from '../../../main/connectors/instagram/capabilities.ts'
import { threadsCapabilities } from '../../../main/connectors/threads/capabilities.ts'
import { describeCapabilities } from '../../../renderer/features/accounts/describe-capabilities.ts'
import type { PlatformCapabilities } from '../../../shared/model/capabilities.ts'
import { accounts } from '../../support/renderer-fixture/writing.ts'

/** The lines of these names in what an account can do: value and note. */
function said(capabilities: PlatformCapabilities, ...labels: readonly string[]): readonly (readonly string[])[] {
  const rows = describeCapabilities(capabilities, 'Network', []).flatMap((table) => table.rows)
  return rows.filter(({ label }) => labels.includes(label)).map(({ label, value, note }) => [label, value, note])
}

const LABELS = ['Files in all', ...['Links', 'Hashtags', 'Mentions', 'Cashtags'].map((name) => `${name} in the text`), 'Who can reply']

describe('what an account can do', () => {
  it('tells how much of what a post may have, what is advised, and what replies may', () => {
    expect(said(instagramCapabilities, ...LABELS)).toEqual([
      ['Files in all', 'Up to 10 per post', 'at least 1, none in a reply'],
      ['Hashtags in the text', 'Up to 30 per post', 'Better no more than 5, replies are not limited'],
      ['Mentions in the text', 'Up to 20 per post', 'replies are not limited'],
      ['Who can reply', 'Not offered by Network', ''],
    ])
    expect(said(threadsCapabilities, ...LABELS)).toEqual([
      ['Files in all', 'Up to 20 per post', ''],
      ['Links in the text', 'Up to 5 per post', ''],
      ['Hashtags in the text', 'Better no more than 1', ''],
      ['Who can reply', 'People you mention, People you follow, Your followers', 'One at a time'],
    ])
  })

  it('has no line for what is not limited', () => {
    const [free] = accounts
    expect(free === undefined ? null : said(free.capabilities, ...LABELS.slice(0, -1))).toEqual([])
  })
})
