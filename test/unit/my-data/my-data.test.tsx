import { act, fireEvent, screen, waitFor, within } from '@testing-library/react'
import { afterEach, describe, expect, it } from 'vitest'
import { MyData } from '../../../renderer/features/settings/my-data.tsx'
import { Storage } from '../../../renderer/features/settings/storage.tsx'
import { MendedLine } from '../../../renderer/features/shell/mended-line.tsx'
import type { Output } from '../../../shared/bridge/contract.ts'
import type { Backup, DataTask, Mended } from '../../../shared/model/my-data.ts'
import { Settings } from '../../../shared/model/settings.ts'
import { leavePage, show, type Page } from '../renderer-writing/page.tsx'

afterEach(leavePage)

const AT = Date.UTC(2026, 10, 17, 14, 30)
const backup: Backup = { id: 'chirp-1-manual', at: AT, kind: 'manual', bytes: 48_200_000 }
const TIME = /17 November 2026/
const status = (host: 'desktop' | 'headless'): Output<'app.status'> => ({
  version: '1.2.3',
  online: true,
  host,
  secretProtection: 'plain',
  demo: false,
  counts: { inboxUnread: 0, drafts: 0, outboxPending: 0, outboxNeedsYou: 0 },
  readAt: null,
  syncing: false,
  dataDirectory: '/home/juno/chirp',
})

function open(task: DataTask | null = null, host: 'desktop' | 'headless' = 'headless', backups: Backup[] = [backup]) {
  const held = { task, backups }
  const page = show(<MyData />, {
    'app.status': () => status(host),
    'data.task': () => held.task,
    'data.backups': () => held.backups,
    'data.export': () => ({ begun: true }),
    'data.backUp': () => ({ begun: true }),
    'data.restore': () => ({ begun: true }),
    'data.cancel': () => ({}),
    'data.removeBackup': () => {
      held.backups = []
      return {}
    },
  })
  return { page, held }
}

const asked = (page: Page, name: string): readonly unknown[] => page.asked.filter((call) => call.name === name).map(({ input }) => input)
const running: DataTask = { kind: 'export', state: 'running', done: 25, total: 100, path: null, error: null }

describe('export and backups', () => {
  it('begin with a press, show how far they are, and can be stopped', async () => {
    const { page, held } = open()
    fireEvent.click(await screen.findByRole('button', { name: 'Export' }))
    await waitFor(() => expect(asked(page, 'data.export')).toEqual([{}]))
    held.task = running
    act(() => page.push({ topic: 'data' }))
    const bar = await screen.findByRole('progressbar', { name: 'Exporting' })
    expect(bar.getAttribute('aria-valuenow')).toBe('25')
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Back up now' }).disabled).toBe(true)
    fireEvent.click(screen.getByRole('button', { name: 'Stop' }))
    await waitFor(() => expect(asked(page, 'data.cancel')).toEqual([{}]))
    held.task = { ...running, state: 'done', done: 100, path: '/home/juno/chirp/exports/chirp-export-1' }
    act(() => page.push({ topic: 'data' }))
    expect(await screen.findByText('The export lies in /home/juno/chirp/exports/chirp-export-1')).toBeTruthy()
    expect(screen.getByText('Everything is exported.')).toBeTruthy()
  })

  it('say what went wrong', async () => {
    const { page, held } = open(running)
    await screen.findByRole('progressbar')
    held.task = { ...running, state: 'failed', error: { kind: 'storage-unavailable', reason: 'full' } }
    act(() => page.push({ topic: 'data' }))
    expect((await screen.findByRole('alert')).textContent).toContain('There is no room left on the disk')
  })

  it('ask before the present is replaced', async () => {
    const { page } = open()
    const list = await screen.findByRole('list', { name: 'Backups' })
    fireEvent.click(within(list).getByRole('button', { name: /^Restore the backup of / }))
    const dialog = await screen.findByRole('dialog', { name: 'Go back to this backup?' })
    expect(dialog.textContent).toMatch(TIME)
    expect(asked(page, 'data.restore')).toEqual([])
    fireEvent.click(within(dialog).getByRole('button', { name: 'Restore' }))
    await waitFor(() => expect(asked(page, 'data.restore')).toEqual([{ id: backup.id }]))
  })

  it('are deleted when the person says so, twice', async () => {
    const { page } = open()
    fireEvent.click(await screen.findByRole('button', { name: /^Delete the backup of / }))
    fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(screen.queryByRole('list', { name: 'Backups' })).toBeNull())
    expect(asked(page, 'data.removeBackup')).toEqual([{ id: backup.id }])
  })

  it('go to a folder of the person’s choice on the desktop, and only there', async () => {
    const { page } = open(null, 'desktop')
    fireEvent.click(await screen.findByRole('button', { name: 'Back up to a folder' }))
    await waitFor(() => expect(asked(page, 'data.backUp')).toEqual([{ elsewhere: true }]))
    fireEvent.click(screen.getByRole('button', { name: 'Restore from a folder' }))
    await waitFor(() => expect(asked(page, 'data.restore')).toEqual([{ id: null }]))
    leavePage()
    open()
    await screen.findByRole('button', { name: 'Back up now' })
    expect(screen.queryByRole('button', { name: 'Back up to a folder' })).toBeNull()
  })
})

describe('storage', () => {
  it('says what takes how much room', async () => {
    show(<Storage settings={Settings.parse({})} />, {
      'data.holdings': () => [
        { kind: 'posts', count: 12_480, bytes: 40_000_000 },
        { kind: 'search', count: null, bytes: 8_000_000 },
        { kind: 'files', count: 0, bytes: 0 },
      ],
    })
    const table = await screen.findByRole('table', { name: 'What takes room' })
    expect(
      within(table)
        .getAllByRole('row')
        .map((row) => row.textContent),
    ).toEqual(['Posts and people12,48040 MB', 'Search index8 MB'])
  })
})

describe('what was done to the database', () => {
  const mended: Mended = { how: 'mended', at: AT, backupAt: AT, aside: '/home/juno/chirp/damaged/chirp-1', drafts: 2 }
  it('is said until it was read', async () => {
    let held: Mended | null = mended
    const page = show(<MendedLine />, {
      'data.mended': () => held,
      'data.dismissMended': () => {
        held = null
        return {}
      },
    })
    const line = await screen.findByText(/^Chirp’s database was damaged, so the backup of .*17 November 2026/)
    expect(line.textContent).toContain('/home/juno/chirp/damaged/chirp-1. 2 drafts were taken over.')
    fireEvent.click(screen.getByRole('button', { name: 'Understood' }))
    await waitFor(() => expect(asked(page, 'data.dismissMended')).toEqual([{}]))
    act(() => page.push({ topic: 'settings' }))
    await waitFor(() => expect(screen.queryByText(/damaged/)).toBeNull())
  })
})
