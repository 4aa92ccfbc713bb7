import { useEffect } from 'react'
import { subscribe } from '../../bridge/client.ts'
import { allActions } from './actions.ts'

/** Does what the desktop's menu and its notifications ask for. */
export function useHostCommands(): void {
  useEffect(() => {
    const actions = new Map(allActions().map((action) => [action.id, action]))
    return subscribe((event) => {
      if (event.topic === 'command') actions.get(event.name)?.run()
    })
  }, [])
}
