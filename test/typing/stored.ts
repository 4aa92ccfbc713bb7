import { openBridge } from '../e2e/support/bridge-client.ts'
import type { Draft } from '../../shared/model/draft.ts'

/** All drafts of a host, read over its bridge. */
export async function storedDrafts(url: string): Promise<readonly Draft[]> {
  const bridge = await openBridge(url)
  const need = async <T>(name: string, input: object): Promise<T> => {
    const answer = await bridge.call(name, input)
    if ('error' in answer) throw new Error(`${name}: ${JSON.stringify(answer.error)}`)
    // The host answers by the contract.
    return answer.value as T
  }
  try {
    const list = await need<readonly { readonly id: string }[]>('drafts.list', {})
    const drafts: Draft[] = []
    for (const { id } of list) drafts.push(await need<Draft>('drafts.get', { id }))
    return drafts
  } finally {
    bridge.close()
  }
}
