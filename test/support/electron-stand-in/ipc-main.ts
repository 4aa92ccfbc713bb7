import { EventEmitter } from 'node:events'
import type { IpcMain } from 'electron'

type Handler = Parameters<IpcMain['handle']>[1]

/** `ipcMain`, and the `ipc` of one window's contents. */
export class StandInIpc extends EventEmitter {
  readonly handlers = new Map<string, Handler>()
  handle(channel: string, handler: Handler): void {
    if (this.handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`)
    this.handlers.set(channel, handler)
  }
  removeHandler(channel: string): void {
    this.handlers.delete(channel)
  }
}

export const ipcMain = new StandInIpc()
ipcMain satisfies Pick<IpcMain, 'handle' | 'removeHandler'>
