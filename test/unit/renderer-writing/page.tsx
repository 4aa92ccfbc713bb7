import { QueryClientProvider } from '@tanstack/react-query'
import { cleanup, render } from '@testing-library/react'
import type { ReactElement } from 'react'
import { setTransport } from '../../../renderer/bridge/client.ts'
import { followChanges } from '../../../renderer/bridge/apply-changes.ts'
import { queryClient } from '../../../renderer/queries/query-client.ts'
import { useAnnouncements } from '../../../renderer/state/announce.ts'
import { useUi } from '../../../renderer/state/ui.ts'
import { Announcer } from '../../../renderer/features/shell/announcer.tsx'
import { useComposers } from '../../../renderer/features/composer/model/composer-store.ts'
import { useSent } from '../../../renderer/features/composer/model/send.ts'
import { contract, type CallName, type Output, type ParsedInput } from '../../../shared/bridge/contract.ts'
import type { BridgeEvent } from '../../../shared/bridge/events.ts'
import { AppFailure, failure, success } from '../../../shared/errors.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { posts } from '../../support/renderer-fixture/world.ts'
import { writingCalls } from '../../support/renderer-fixture/writing.ts'

type Calls = { [N in CallName]?: (input: ParsedInput<N>) => Output<N> | Promise<Output<N>> }

export type Page = {
  /** Calls the page made, in order. */
  readonly asked: readonly { readonly name: string; readonly input: unknown }[]
  readonly push: (event: BridgeEvent) => void
}

const basics: Calls = {
  'settings.get': () => Settings.parse({}),
  'posts.get': ({ ids }) => ids.flatMap((id) => posts.get(id) ?? []),
}

/** Shows a part of the page over calls answered in memory; each answer is checked against the contract as the core's is. */
export function show(ui: ReactElement, more: Calls = {}): Page {
  const calls: Calls = { ...basics, ...writingCalls(), ...more }
  const asked: { name: string; input: unknown }[] = []
  const listeners = new Set<(event: unknown) => void>()
  setTransport({
    invoke: async (name, input) => {
      asked.push({ name, input })
      // The table is keyed by name, and the input was parsed by that name's own schema.
      const key = name as CallName
      const call = calls[key] as ((input: unknown) => unknown) | undefined
      if (call === undefined) return failure({ kind: 'capability-not-supported', capability: name, message: null })
      try {
        return success(contract[key].output.parse(await call(input)))
      } catch (thrown) {
        if (thrown instanceof AppFailure) return failure(thrown.error)
        throw thrown
      }
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => {
        listeners.delete(listener)
      }
    },
    watchConnection: (listener) => {
      listener('connected')
      return () => undefined
    },
  })
  const end = followChanges(queryClient)
  ends.push(end)
  render(
    <QueryClientProvider client={queryClient}>
      {ui}
      <Announcer />
    </QueryClientProvider>,
  )
  return {
    asked,
    push: (event) => {
      for (const listener of listeners) listener(event)
    },
  }
}

const ends: (() => void)[] = []

/** Puts everything the page remembers back to its beginning. */
export function leavePage(): void {
  cleanup()
  for (const end of ends.splice(0)) end()
  queryClient.clear()
  useUi.setState({ composers: [], view: 'timeline', panes: {} })
  useComposers.setState({ entries: {} })
  useSent.setState({ sent: [] })
  useAnnouncements.setState({ said: [] })
}
