import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import type { SafeStorage } from 'electron'

/** How the system keeps keys: `none`: not at all; `basic_text`: "encrypted" with what everybody knows; `failing`: it is there and refuses. */
export type KeyringKind = 'works' | 'none' | 'basic_text' | 'failing'

/** The state of the keyring, which a test may change. */
export type KeyringState = {
  kind: KeyringKind
  /** 32 bytes each; the last one encrypts, all decrypt. */
  readonly keys: Buffer[]
}

type StandIn = Pick<SafeStorage, 'isAsyncEncryptionAvailable' | 'encryptStringAsync' | 'decryptStringAsync' | 'getSelectedStorageBackend'>

/** `safeStorage` over a keyring as given. `isReady`: before that, Electron refuses. */
export function makeSafeStorage(state: KeyringState, isReady: () => boolean = () => true): StandIn {
  const check = (): void => {
    if (!isReady()) throw new Error('safeStorage cannot be used before app is ready')
    if (state.kind === 'none' || state.kind === 'failing') throw new Error('Error while encrypting: the keyring is not available.')
  }
  return {
    isAsyncEncryptionAvailable: async () => isReady() && state.kind !== 'none',
    getSelectedStorageBackend: () =>
      !isReady() ? 'unknown' : state.kind === 'none' || state.kind === 'basic_text' ? 'basic_text' : 'gnome_libsecret',
    encryptStringAsync: async (text) => {
      check()
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', state.keys.at(-1)!, iv)
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([Buffer.from([state.keys.length]), iv, cipher.getAuthTag(), body])
    },
    decryptStringAsync: async (data) => {
      check()
      const key = state.keys[data[0]! - 1]
      if (key === undefined) throw new Error('Error while decrypting: no such key.')
      const decipher = createDecipheriv('aes-256-gcm', key, data.subarray(1, 13))
      decipher.setAuthTag(data.subarray(13, 29))
      const result = decipher.update(data.subarray(29), undefined, 'utf8') + decipher.final('utf8')
      return { result, shouldReEncrypt: data[0] !== state.keys.length }
    },
  }
}

/** A keyring that outlives the process, in a file that the test keeps apart from the data folder. */
export function keyringFromEnvironment(): KeyringState {
  const path = process.env['CHIRP_STAND_IN_KEYRING_FILE']
  const kind = (process.env['CHIRP_STAND_IN_KEYRING'] ?? 'works') as KeyringKind
  if (path === undefined) return { kind, keys: [randomBytes(32)] }
  if (!existsSync(path)) writeFileSync(path, randomBytes(32), { mode: 0o600 })
  return { kind, keys: [readFileSync(path)] }
}
