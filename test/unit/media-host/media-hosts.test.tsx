import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { MediaHosts } from '../../../renderer/features/settings/media-host/media-hosts.tsx'
import type { ParsedInput } from '../../../shared/bridge/contract.ts'
import { AppFailure, type AppError } from '../../../shared/errors.ts'
import type { MediaHostView } from '../../../shared/model/media-host.ts'
import { leavePage, show } from '../renderer-writing/page.tsx'

afterEach(leavePage)

const lamp: MediaHostView = {
  place: 'first',
  endpoint: 'https://s3.eu-central-1.amazonaws.com',
  region: 'eu-central-1',
  name: 'lamp',
  publicBase: null,
  style: 'host',
  chosenStyle: null,
  seen: null,
}
const refusal = (field: string, code: string, values: Record<string, string> = {}): AppError => ({
  kind: 'invalid-input',
  issues: [{ field, code, values }],
})

/** `answers`: what is wrong, try by try; null = it works. */
function open(hosts: readonly MediaHostView[], answers: (AppError | null)[] = []) {
  const held = { hosts: [...hosts], saved: [] as ParsedInput<'mediaHost.save'>[] }
  const decide = (): void => {
    const wrong = answers.shift() ?? null
    if (wrong !== null) throw new AppFailure(wrong)
  }
  const page = show(<MediaHosts />, {
    'mediaHost.list': () => held.hosts,
    'mediaHost.save': (input) => {
      held.saved.push(input)
      decide()
      const host = { ...lamp, place: input.place, name: input.bucket, seen: { at: 1, error: null } }
      held.hosts = [...held.hosts.filter(({ place }) => place !== input.place), host]
      return host
    },
    'mediaHost.test': ({ place }) => {
      const [error = null] = answers
      held.hosts = held.hosts.map((host) => (host.place === place ? { ...host, seen: { at: 2, error } } : host))
      decide()
      return {}
    },
    'mediaHost.remove': ({ place }) => {
      held.hosts = held.hosts.filter((host) => host.place !== place)
      return {}
    },
  })
  return { page, held }
}

const field = (name: string): HTMLInputElement => screen.getByRole<HTMLInputElement>('textbox', { name })
const type = (name: string, value: string): void => void fireEvent.change(field(name), { target: { value } })
const press = (name: string | RegExp): void => void fireEvent.click(screen.getByRole('button', { name }))

function fill(): void {
  type('Endpoint', 's3.eu-central-1.amazonaws.com')
  type('Region', 'eu-central-1')
  type('Bucket', 'lamp')
  type('Access key ID', 'AKIA1')
  type('Secret key', 'hush')
}

describe('a media host', () => {
  it('is set up by a form that says what is missing and what is wrong, at its field, and loses nothing typed', async () => {
    const { held } = open([], [refusal('secretAccessKey', 'media-host-wrong-secret')])
    fireEvent.click(await screen.findByRole('button', { name: 'Set up' }))
    const dialog = await screen.findByRole('dialog', { name: 'Media host' })
    press('Test and save')
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toContain('The endpoint is missing'))
    expect(document.activeElement).toBe(field('Endpoint'))
    expect(held.saved).toEqual([])
    fill()
    press('Test and save')
    await waitFor(() => expect(within(dialog).getByRole('alert').textContent).toBe('The secret key does not belong to this access key ID.'))
    expect(document.activeElement).toBe(field('Secret key'))
    expect([field('Secret key').getAttribute('aria-invalid'), field('Secret key').value]).toEqual(['true', 'hush'])
    press('Test and save')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(held.saved.at(-1)).toEqual({
      place: 'first',
      endpoint: 's3.eu-central-1.amazonaws.com',
      region: 'eu-central-1',
      bucket: 'lamp',
      publicBase: '',
      style: null,
      accessKeyId: 'AKIA1',
      secretAccessKey: 'hush',
    })
    const list = await screen.findByRole('list', { name: 'Media hosts' })
    expect(within(list).getByText('Works')).toBeTruthy()
    expect(document.body.innerHTML).not.toContain('hush')
  })

  it('is changed without its keys being shown or typed again', async () => {
    const { held } = open([lamp])
    fireEvent.click(await screen.findByRole('button', { name: 'Change lamp' }))
    await screen.findByRole('dialog', { name: 'Media host' })
    expect([field('Access key ID').value, field('Secret key').value]).toEqual(['', ''])
    expect(field('Secret key').placeholder).toContain('Kept')
    type('Public address', 'https://cdn.juno.example')
    press('Test and save')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(held.saved).toMatchObject([{ accessKeyId: null, secretAccessKey: null, publicBase: 'https://cdn.juno.example' }])
  })

  it('is tested when asked, and what is wrong stays beside it', async () => {
    const { page, held } = open(
      [lamp],
      [refusal('region', 'media-host-other-region', { given: 'eu-central-1', region: 'eu-west-3' }), null],
    )
    expect(await screen.findByText('Not needed since Chirp was started')).toBeTruthy()
    press('Test lamp')
    const list = screen.getByRole('list', { name: 'Media hosts' })
    expect(await within(list).findByText('The bucket is in the region eu-west-3, not in eu-central-1.')).toBeTruthy()
    expect((await screen.findByRole('alert')).textContent).toContain('eu-west-3')
    await waitFor(() => expect(screen.getByRole('button', { name: 'Test lamp' }).getAttribute('aria-disabled')).toBe('false'))
    press('Test lamp')
    expect(await within(list).findByText('Works')).toBeTruthy()
    // It broke while a post was sent: the list follows.
    held.hosts = [
      { ...lamp, seen: { at: 3, error: { kind: 'platform-unavailable', reason: 'unreachable', server: 's3.example', message: null } } },
    ]
    act(() => page.push({ topic: 'settings' }))
    expect(await within(list).findByText('s3.example does not answer.')).toBeTruthy()
  })

  it('may have a fallback, and is removed when the person says so twice', async () => {
    const { held } = open([lamp])
    fireEvent.click(await screen.findByRole('button', { name: 'Add a fallback' }))
    await screen.findByRole('dialog', { name: 'Fallback media host' })
    fill()
    type('Bucket', 'lantern')
    press('Test and save')
    const list = await screen.findByRole('list', { name: 'Media hosts' })
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(2))
    expect(within(list).getByText(/^Fallback · s3\.eu-central-1/)).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Add a fallback' })).toBeNull()
    press('Remove lantern')
    const dialog = await screen.findByRole('dialog', { name: 'Remove the media host lantern?' })
    expect(held.hosts).toHaveLength(2)
    fireEvent.click(within(dialog).getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(within(list).getAllByRole('listitem')).toHaveLength(1))
  })
})
