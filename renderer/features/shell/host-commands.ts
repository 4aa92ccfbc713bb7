import { useEffect } from 'react'
import { subscribe } from '../../bridge/client.ts'
import { goTo, openFromList } from '../../state/ui.ts'
import { allActions } from './actions.ts'

const OPEN_POST = 'open-post '

/** Does what the desktop's menu and its notifications ask for. */
export function useHostCommands(): void {
  useEffect(() => {
    const actions = new Map(allActions().map((action) => [action.id, action]))
    return subscribe((event) => {
      if (event.topic !== 'command') return
      if (event.name.startsWith(OPEN_POST)) {
        goTo('mentions')
        openFromList({ kind: 'thread', postId: event.name.slice(OPEN_POST.length) })
      } else actions.get(event.name)?.run()
    })
  }, [])
}
