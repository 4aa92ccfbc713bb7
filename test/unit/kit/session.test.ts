import { describe, expect, test } from 'vitest'
import type { SecretStore } from '../../../main/core/ports.ts'
import { createFlowSecrets, createServerSecrets, createSessionPort, removeSession } from '../../../main/connectors/session.ts'

function memorySecrets(): SecretStore & { readonly names: () => string[] } {
  const values = new Map<string, string>()
  return {
    protection: 'plain',
    read: (name) => Promise.resolve(values.get(name) ?? null),
    write: (name, value) => Promise.resolve(void values.set(name, value)),
    remove: (name) => Promise.resolve(void values.delete(name)),
    names: () => [...values.keys()],
  }
}

describe('A session', () => {
  test('is what was written, belongs to one account, and can be forgotten', async () => {
    const secrets = memorySecrets()
    const session = createSessionPort(secrets, 'acc_a')
    expect(await session.read()).toBeNull()
    await session.write({ token: 't' })
    expect(await createSessionPort(secrets, 'acc_a').read()).toEqual({ token: 't' })
    expect(await createSessionPort(secrets, 'acc_b').read()).toBeNull()
    await removeSession(secrets, 'acc_a')
    expect(secrets.names()).toEqual([])
  })

  test('that cannot be read counts as none', async () => {
    const secrets = memorySecrets()
    await secrets.write('account/acc_a', '{')
    expect(await createSessionPort(secrets, 'acc_a').read()).toBeNull()
  })

  test('is refreshed once however many want to, also when one fails', async () => {
    const secrets = memorySecrets()
    let refreshes = 0
    const use = async (fails: boolean) => {
      const session = createSessionPort(secrets, 'acc_a')
      return session.exclusive(async () => {
        const held = (await session.read()) as { fresh: boolean } | null
        await new Promise((resolve) => setTimeout(resolve, 5))
        if (fails) throw new Error('server is away')
        if (held === null) {
          refreshes++
          await session.write({ fresh: true })
        }
        return refreshes
      })
    }
    const results = await Promise.allSettled([use(true), use(false), use(false), use(false)])
    expect(results.map((each) => each.status)).toEqual(['rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
    expect(refreshes).toBe(1)
  })
})

describe('The secrets of a sign-in', () => {
  test('are kept together and forgotten together', async () => {
    const secrets = memorySecrets()
    const flow = createFlowSecrets(secrets, 'f1')
    await Promise.all([flow.write('a', 1), flow.write('__proto__', 2), flow.write('c', { x: 3 })])
    await flow.remove('a')
    expect(await Promise.all(['a', '__proto__', 'c', 'toString'].map((key) => flow.read(key)))).toEqual([null, 2, { x: 3 }, null])
    await flow.forget()
    expect(secrets.names()).toEqual([])
  })

  test('of a server are apart from those of another and of another platform', async () => {
    const secrets = memorySecrets()
    await createServerSecrets(secrets, 'mastodon').write('https://a.example', { id: 1 })
    expect(await createServerSecrets(secrets, 'mastodon').read('https://a.example')).toEqual({ id: 1 })
    expect(await createServerSecrets(secrets, 'mastodon').read('https://b.example')).toBeNull()
    expect(await createServerSecrets(secrets, 'other').read('https://a.example')).toBeNull()
  })
})
