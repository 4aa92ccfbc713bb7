import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import { EVENT, INVOKE, type BridgeApi } from '../shared/bridge/channels.ts'

/** All that the page gets of Electron: one way to ask and one way to listen. The context bridge freezes it. */
const api: BridgeApi = {
  invoke: (name, input) => ipcRenderer.invoke(INVOKE, name, input),
  subscribe: (listener) => {
    // The event itself has the sender in it: only what was sent is handed on.
    const receive = (_event: IpcRendererEvent, payload: unknown): void => listener(payload)
    ipcRenderer.on(EVENT, receive)
    return () => {
      ipcRenderer.off(EVENT, receive)
    }
  },
}

contextBridge.exposeInMainWorld('chirp', api)
