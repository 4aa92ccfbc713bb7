import { createHmac, timingSafeEqual } from 'node:crypto'

/**
 * Addresses under which the page gets pictures: `media/<remote address>.<signature>`. Only Chirp makes them (the key is a secret), so
 * knowing the port is not enough to make the host fetch something, and nobody who was not given an address can read one.
 */
export type MediaAddresses = {
  /** Relative to the page. The same input gives the same address as long as the key lives. */
  make(remote: string): string
  /** The remote address of what follows `media/`; null when it was not made here. */
  read(address: string): string | null
}

/** 128 bits: an address cannot be guessed. */
const SIGNATURE_LENGTH = 22

export function createMediaAddresses(key: string): MediaAddresses {
  const sign = (remote: string): string => createHmac('sha256', key).update(remote).digest('base64url').slice(0, SIGNATURE_LENGTH)
  return {
    make: (remote) => (remote === '' ? '' : `media/${Buffer.from(remote).toString('base64url')}.${sign(remote)}`),
    read: (address) => {
      const [encoded, signature] = address.split('.')
      if (encoded === undefined || signature?.length !== SIGNATURE_LENGTH) return null
      const remote = Buffer.from(encoded, 'base64url').toString('utf8')
      return timingSafeEqual(Buffer.from(sign(remote)), Buffer.from(signature)) ? remote : null
    },
  }
}
