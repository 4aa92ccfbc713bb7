import type { WebFrameMain } from 'electron'
import { describe, expect, it } from 'vitest'
import { isFromOwnPage } from '../../../main/electron/ipc-host.ts'
import { externalAddress, mayRequest } from '../../../main/electron/navigation-guard.ts'
import { isGranted } from '../../../main/electron/permissions.ts'

describe('what may be opened outside', () => {
  it.each([
    ['https://example.org/a b', 'https://example.org/a%20b'],
    ['HTTP://EXAMPLE.org', 'http://example.org/'],
    ['https://xn--bcher-kva.example/', 'https://xn--bcher-kva.example/'],
    ['  https://example.org/  ', 'https://example.org/'],
  ])('%j, as %j', (address, normal) => {
    expect(externalAddress(address)).toBe(normal)
  })
  it.each([
    'file:///etc/passwd',
    'javascript:alert(1)',
    'java\nscript:alert(1)',
    'data:text/html,x',
    'smb://host/share',
    'ms-msdt:/id',
    'vbscript:x',
    'app://chirp/',
    'mailto:a@b.example',
    '//example.org',
    '\\\\host\\share',
    'https://name@example.org/',
    'https://:secret@example.org/',
    `https://example.org/${'x'.repeat(9000)}`,
    'https://',
    '',
  ])('not %j', (address) => {
    expect(externalAddress(address)).toBeNull()
  })
})

describe('what the page may ask for', () => {
  it.each([
    ['app://chirp/assets/a.js', 'script', true],
    ['app://chirp/', 'mainFrame', true],
    ['blob:app://chirp/1', 'image', true],
    ['data:image/png;base64,', 'image', true],
    ['data:text/html,x', 'mainFrame', false],
    ['data:text/html,x', 'subFrame', false],
    ['https://stranger.example/pixel', 'image', false],
    ['http://127.0.0.1:9/', 'xhr', false],
    ['wss://stranger.example/', 'webSocket', false],
    ['file:///etc/passwd', 'xhr', false],
    ['app://other/', 'image', false],
  ])('%s as %s: %j', (address, type, allowed) => {
    expect(mayRequest(address, type)).toBe(allowed)
  })
})

describe('permissions', () => {
  it.each([
    ['clipboard-sanitized-write', 'app://chirp/', true, true],
    ['fullscreen', 'app://chirp/', true, true],
    ['clipboard-sanitized-write', 'app://chirp/', false, false],
    ['fullscreen', 'https://stranger.example/', true, false],
    ['fullscreen', undefined, true, false],
    ['clipboard-read', 'app://chirp/', true, false],
    ['media', 'app://chirp/', true, false],
    ['notifications', 'app://chirp/', true, false],
    ['openExternal', 'app://chirp/', true, false],
    ['unknown', 'app://chirp/', true, false],
  ])('%s for %s (in the main frame: %j): %j', (permission, requester, isMainFrame, granted) => {
    expect(isGranted(permission, requester, isMainFrame)).toBe(granted)
  })
})

describe('who may call the core', () => {
  type Frame = { readonly url: string; readonly origin: string; readonly parent: Frame | null }
  // Of a frame only these are looked at.
  const from = (frame: Frame | null): boolean => isFromOwnPage({ senderFrame: frame as WebFrameMain | null })
  const own: Frame = { url: 'app://chirp/', origin: 'app://chirp', parent: null }
  it('the page', () => {
    expect(from(own)).toBe(true)
  })
  it.each([
    ['a frame within it', { ...own, parent: own }],
    ['a frame that has gone', null],
    ['another origin', { ...own, url: 'https://stranger.example/', origin: 'https://stranger.example' }],
    ['an origin that is opaque', { ...own, origin: 'null' }],
    ['an address that is not yet its origin', { ...own, url: 'app://chirp/', origin: 'https://stranger.example' }],
    ['a picture of its own origin', { ...own, url: 'app://chirp/media/x' }],
  ])('not %s', (_who, frame) => {
    expect(from(frame)).toBe(false)
  })
})
