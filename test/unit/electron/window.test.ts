import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { MenuItemConstructorOptions, NotificationConstructorOptions } from 'electron'
import { describe, expect, it } from 'vitest'
import { defaultDataDirectory } from '../../../main/headless/data-directory.ts'
import { chooseDataFolder } from '../../../main/electron/data-folder.ts'
import { menuTemplate } from '../../../main/electron/menu.ts'
import { createNotifier, type NotificationClass } from '../../../main/electron/notifications.ts'
import { placeWindow } from '../../../main/electron/window-state.ts'
import { contextMenuTemplate, type ContextMenuPlace } from '../../../main/electron/context-menu-template.ts'
import { Menu } from '../../support/electron-stand-in/desktop.ts'

const MAIN = { x: 0, y: 25, width: 1920, height: 1055 }
const LEFT = { x: -1600, y: 0, width: 1600, height: 900 }

describe('the window', () => {
  it('is in the middle, of its usual size, the first time', () => {
    expect(placeWindow(null, [MAIN])).toEqual({ width: 1280, height: 800 })
  })
  it('is smaller on a small display', () => {
    expect(placeWindow(null, [{ x: 0, y: 0, width: 1024, height: 600 }])).toEqual({ width: 1024, height: 600 })
  })
  it('comes back where it was, on every display', () => {
    const onMain = { x: 100, y: 60, width: 900, height: 700 }
    const onLeft = { x: -1500, y: 10, width: 900, height: 700 }
    expect([placeWindow(onMain, [MAIN, LEFT]), placeWindow(onLeft, [MAIN, LEFT])]).toEqual([onMain, onLeft])
  })
  it('may hang over an edge as long as it can be taken hold of', () => {
    const before = { x: 1700, y: 900, width: 900, height: 700 }
    expect(placeWindow(before, [MAIN])).toEqual(before)
  })
  it.each([
    ['its display has gone', { x: -1500, y: 10, width: 900, height: 700 }],
    ['its upper edge is above the display', { x: 100, y: -600, width: 900, height: 700 }],
    ['its upper edge is below the display', { x: 100, y: 1070, width: 900, height: 700 }],
    ['only a sliver is left of it', { x: 1900, y: 60, width: 900, height: 700 }],
  ])('comes to the middle when %s', (_why, before) => {
    expect(placeWindow(before, [MAIN])).toEqual({ width: 900, height: 700 })
  })
  it('is never larger than its display nor smaller than it can be used', () => {
    expect(placeWindow({ x: 0, y: 30, width: 9000, height: 9000 }, [MAIN])).toEqual({ x: 0, y: 30, width: 1920, height: 1055 })
    expect(placeWindow({ x: 500, y: 30, width: 200, height: 10 }, [MAIN])).toEqual({ x: 500, y: 30, width: 380, height: 480 })
  })
})

describe('the data folder', () => {
  const electron = ['/usr/bin/electron', '--inspect=0', '--remote-debugging-port=0', '/app']
  it('is the headless host’s by default', () => {
    const environment = { XDG_CONFIG_HOME: '/home/x/.config' }
    expect(chooseDataFolder(electron, {}, '/home/x/.config')).toBe(defaultDataDirectory('linux', environment))
  })
  it.each([
    ['--data DIR', [...electron, '--data', '/data/one'], {}, '/data/one'],
    ['--data=DIR', [...electron, '--data=/data/one', '--no-sandbox'], {}, '/data/one'],
    ['CHIRP_DATA', electron, { CHIRP_DATA: '/data/two' }, '/data/two'],
    ['--data before CHIRP_DATA', [...electron, '--data', '/data/one'], { CHIRP_DATA: '/data/two' }, '/data/one'],
    ['not an empty one', [...electron, '--data='], { CHIRP_DATA: '' }, '/home/x/.config/Chirp'],
    ['not a switch without a folder', [...electron, '--data'], {}, '/home/x/.config/Chirp'],
  ])('is %s', (_what, commandLine, environment, folder) => {
    expect(chooseDataFolder(commandLine, environment, '/home/x/.config')).toBe(folder)
  })
})

describe('the menu', () => {
  const commands: string[] = []
  const build = (platform: NodeJS.Platform, isPackaged = true): MenuItemConstructorOptions[] =>
    menuTemplate(platform, isPackaged, { command: (name) => commands.push(name), openDataFolder: () => commands.push('folder') })
  const ids = (items: MenuItemConstructorOptions[]): string[] =>
    items.flatMap((item) => [...(item.id === undefined ? [] : [item.id]), ...(Array.isArray(item.submenu) ? ids(item.submenu) : [])])
  const accelerators = (items: MenuItemConstructorOptions[]): string[] =>
    items.flatMap((item) => [
      ...(typeof item.accelerator === 'string' ? [item.accelerator] : []),
      ...(Array.isArray(item.submenu) ? accelerators(item.submenu) : []),
    ])

  it.each<NodeJS.Platform>(['darwin', 'win32', 'linux'])('can be built on %s, and no two items have one key', (platform) => {
    expect(Menu.buildFromTemplate(build(platform, false)).items.length).toBeGreaterThan(4)
    const keys = accelerators(build(platform, false))
    expect(keys).toEqual([...new Set(keys)])
  })
  it('asks the page for actions that the page has', () => {
    const actions = readFileSync('renderer/features/shell/actions.ts', 'utf8')
    const views = readFileSync('renderer/features/shell/navigation.ts', 'utf8')
    for (const id of ids(build('linux')).filter((each) => each !== 'open-data-folder')) {
      const isThere = id.startsWith('go-') ? views.includes(`view: '${id.slice(3)}'`) : actions.includes(`action('${id}'`)
      expect(isThere, id).toBe(true)
    }
  })
  it('does what it says', () => {
    const menu = Menu.buildFromTemplate(build('linux'))
    for (const id of ['new-post', 'go-outbox', 'go-settings', 'open-data-folder']) menu.getMenuItemById(id)?.click()
    expect(commands).toEqual(['new-post', 'go-outbox', 'go-settings', 'folder'])
  })
  it('has developer tools only where it is developed', () => {
    const roles = (packaged: boolean): string => JSON.stringify(build('win32', packaged))
    expect([roles(true).includes('toggleDevTools'), roles(false).includes('toggleDevTools')]).toEqual([false, true])
  })
})

describe('the menu of a right click', () => {
  const nowhere: ContextMenuPlace = {
    isEditable: false,
    selectionText: '',
    linkURL: '',
    mediaType: 'none',
    hasImageContents: false,
    misspelledWord: '',
    dictionarySuggestions: [],
    editFlags: {
      canUndo: false,
      canRedo: false,
      canCut: false,
      canCopy: false,
      canPaste: true,
      canDelete: false,
      canSelectAll: true,
      canEditRichly: false,
    },
  }
  const done: string[] = []
  const items = (place: Partial<ContextMenuPlace>): MenuItemConstructorOptions[] =>
    contextMenuTemplate(
      { ...nowhere, ...place },
      {
        openLink: (address) => done.push(`open ${address}`),
        copyText: (text) => done.push(`copy ${text}`),
        copyImage: () => done.push('copy image'),
        replaceMisspelling: (word) => done.push(`replace ${word}`),
      },
    )
  const names = (place: Partial<ContextMenuPlace>): (string | undefined)[] =>
    items(place).map(({ label, role, type }) => label ?? role ?? type)

  it('is none where there is nothing to do', () => {
    expect(names({})).toEqual([])
  })
  it('edits where one writes, and offers better spellings', () => {
    expect(names({ isEditable: true, misspelledWord: 'teh', dictionarySuggestions: ['the', 'ten'] })).toEqual([
      'the',
      'ten',
      'separator',
      'cut',
      'copy',
      'paste',
      'selectAll',
    ])
    expect(items({ isEditable: true }).map(({ enabled }) => enabled)).toEqual([false, false, true, true])
  })
  it('copies what is selected, links and pictures', () => {
    expect(names({ selectionText: 'some words' })).toEqual(['copy'])
    expect(names({ linkURL: 'https://example.org/', mediaType: 'image', hasImageContents: true })).toEqual([
      'Open Link in Browser',
      'Copy Link',
      'separator',
      'Copy Image',
    ])
    const menu = Menu.buildFromTemplate(items({ linkURL: 'https://example.org/', mediaType: 'image', hasImageContents: true }))
    for (const item of menu.items) item.click()
    expect(done).toEqual(['open https://example.org/', 'copy https://example.org/', 'copy image'])
  })
  it.each(['javascript:alert(1)', 'app://chirp/media/x', 'file:///etc/passwd'])('has nothing for the link %s', (linkURL) => {
    expect(names({ linkURL })).toEqual([])
  })
})

describe('a notification', () => {
  it('is shown once, and leads to its view when it is pressed', () => {
    const made: FakeNotification[] = []
    class FakeNotification extends EventEmitter {
      static isSupported = (): boolean => true
      readonly options: NotificationConstructorOptions
      shown = 0
      constructor(options: NotificationConstructorOptions) {
        super()
        this.options = options
        made.push(this)
      }
      show(): void {
        this.shown += 1
      }
    }
    const opened: string[] = []
    // Of the class only this much is used.
    const notify = createNotifier(FakeNotification as unknown as NotificationClass, (route) => opened.push(route))
    notify({ title: 'Ada', body: 'Hello', command: 'go-mentions' })
    expect(made.map(({ options, shown }) => ({ options, shown }))).toEqual([{ options: { title: 'Ada', body: 'Hello' }, shown: 1 }])
    expect(opened).toEqual([])
    made[0]!.emit('click')
    expect(opened).toEqual(['go-mentions'])
    FakeNotification.isSupported = () => false
    notify({ title: 'Ada', body: 'Again', command: 'go-mentions' })
    expect(made.length).toBe(1)
  })
})
