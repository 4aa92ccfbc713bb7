import { useEffect, type ReactElement } from 'react'
import { useUi } from '../../../state/ui.ts'
import { beginComposer, saveAll } from '../model/commands.ts'
import { useShownComposers } from '../model/shown.ts'
import { useFocusMemory } from '../hooks/use-focus.ts'
import { Composer } from './composer.tsx'
import { SentToasts } from './sent-toasts.tsx'

/** All open composers, the newest on top, and what was just posted. */
export function ComposerLayer(): ReactElement {
  const composers = useUi((state) => state.composers)
  const entries = useShownComposers()
  useFocusMemory()
  useEffect(() => {
    const onHide = (): void => {
      if (document.visibilityState === 'hidden') saveAll()
    }
    window.addEventListener('pagehide', saveAll)
    document.addEventListener('visibilitychange', onHide)
    return () => {
      window.removeEventListener('pagehide', saveAll)
      document.removeEventListener('visibilitychange', onHide)
    }
  }, [])
  return (
    <>
      {composers.map((request) => (
        <Begin key={request.key} request={request} />
      ))}
      {/* In an order that never changes: one that is moved in the page would lose its focus and a half-done click. */}
      {composers
        .map(({ key }, order) => ({ key, order }))
        .toSorted((a, b) => a.key - b.key)
        .map(({ key, order }) => {
          const entry = entries[key]
          return entry === undefined ? null : (
            <Composer key={key} composer={key} entry={entry} order={order} behind={composers.length - 1 - order} />
          )
        })}
      <SentToasts />
    </>
  )
}

const begun = new Set<number>()

/** Fetches the draft of a composer, once. */
function Begin({ request }: { request: Parameters<typeof beginComposer>[0] }): null {
  useEffect(() => {
    if (begun.has(request.key)) return
    begun.add(request.key)
    void beginComposer(request)
  }, [request])
  return null
}
