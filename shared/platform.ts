/**
 * A network's short name, such as the folder name of its connector. Generic code treats it as an opaque key:
 * what differs between networks is read from capabilities, never from this string.
 */
export type PlatformId = string
