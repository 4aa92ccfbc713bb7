import type { Notification, NotificationConstructorOptions } from 'electron'
import type { HostShell } from '../core/ports.ts'

/** Electron's class, as far as it is used. */
export type NotificationClass = {
  new (options: NotificationConstructorOptions): Notification
  isSupported(): boolean
}

/** Shows notifications of the system; pressing one calls `open` with its command. */
export function createNotifier(System: NotificationClass, open: (command: string) => void): HostShell['notify'] {
  /** Held until they are gone: a collected one does not answer to a click. */
  const shown = new Set<Notification>()
  return ({ title, body, command }) => {
    if (!System.isSupported()) return
    const notification = new System({ title, body })
    shown.add(notification)
    notification.once('click', () => {
      shown.delete(notification)
      open(command)
    })
    notification.once('close', () => shown.delete(notification))
    notification.once('failed', () => shown.delete(notification))
    notification.show()
  }
}
