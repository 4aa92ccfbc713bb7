/**
 * Chromium cannot be taught a scheme from outside. So `app://chirp/x` is shown to it as `http://chirp.app-scheme.localhost:PORT/x`, which it
 * takes for a secure context as it does the real one, and mapped back wherever the app sees an address.
 */
import type { Privileges, Protocol } from 'electron'

export type SchemeHandler = Parameters<Protocol['handle']>[1]
export type Scheme = { readonly privileges: Privileges; handler: SchemeHandler | null }

export const schemes = new Map<string, Scheme>()
let port = 0

export function setPort(chosen: number): void {
  port = chosen
}

/** As Chromium gets it. */
export function toShown(address: string): string {
  const [, scheme = '', host = '', rest = ''] = /^([a-z-]+):\/\/([^/?#]*)(.*)$/s.exec(address) ?? []
  return schemes.has(scheme) ? `http://${host}.${scheme}-scheme.localhost:${port}${rest}` : address
}

/** As the app knows it. */
export function toReal(address: string): string {
  return address.replace(/^http:\/\/([^/.]*)\.([a-z-]+)-scheme\.localhost:\d+/, '$2://$1')
}

/** The origin of an address as Electron gives it: that of a standard scheme is `scheme://host`, data and the like have none. */
export function originOf(address: string): string {
  return /^(?:https?|app):\/\/[^/?#]*/.exec(address)?.[0] ?? 'null'
}
