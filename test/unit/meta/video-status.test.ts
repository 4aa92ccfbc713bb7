import { expect, test } from 'vitest'
import { stateOf, type VideoState } from '../../../main/connectors/facebook/write/video-status.ts'
import { WireVideo } from '../../../main/connectors/facebook/wire.ts'

/** The first two as Meta's page has them (video-api/guides/reels-publishing, read 2026-11-27), the others after its table. */
const cases: readonly [string, unknown, VideoState][] = [
  [
    'a processing error in a phase that has not begun',
    {
      video_status: 'processing',
      uploading_phase: { status: 'complete' },
      processing_phase: { status: 'not_started', error: { message: 'Resolution too low.' } },
      publishing_phase: { status: 'not_started' },
    },
    { kind: 'broken', message: 'Resolution too low.' },
  ],
  [
    'an upload that broke',
    {
      video_status: 'processing',
      uploading_phase: { status: 'in_progress', bytes_transfered: 50_002 },
      processing_phase: { status: 'not_started' },
      publishing_phase: { status: 'not_started' },
    },
    { kind: 'uploading', bytes: 50_002 },
  ],
  ['nothing yet', { video_status: 'uploading' }, { kind: 'uploading', bytes: 0 }],
  ['all bytes', { video_status: 'upload_complete' }, { kind: 'uploaded' }],
  ['all bytes, by the other word', { video_status: 'processing', uploading_phase: { status: 'completed' } }, { kind: 'uploaded' }],
  ['ready', { video_status: 'ready', processing_phase: { status: 'complete' } }, { kind: 'uploaded' }],
  [
    'work',
    { video_status: 'processing', uploading_phase: { status: 'complete' }, processing_phase: { status: 'in_progress' } },
    { kind: 'working', isAsked: false, isHeld: false },
  ],
  [
    'work on publishing it',
    { video_status: 'processing', uploading_phase: { status: 'complete' }, publishing_phase: { status: 'in_progress' } },
    { kind: 'working', isAsked: true, isHeld: false },
  ],
  [
    'work on what is held',
    {
      video_status: 'processing',
      uploading_phase: { status: 'complete' },
      processing_phase: { status: 'in_progress' },
      publishing_phase: { status: 'not_started', publish_status: 'scheduled' },
    },
    { kind: 'working', isAsked: true, isHeld: true },
  ],
  [
    'what is held, however far it says that it is',
    { video_status: 'ready', publishing_phase: { status: 'completed', publish_status: 'scheduled', publish_time: 1 } },
    { kind: 'held' },
  ],
  [
    'what is published',
    { video_status: 'ready', publishing_phase: { status: 'in_progress', publish_status: 'published' } },
    { kind: 'published' },
  ],
  ['what is published, by its phase alone', { video_status: 'ready', publishing_phase: { status: 'complete' } }, { kind: 'published' }],
  ['a draft', { video_status: 'ready', publishing_phase: { status: 'complete', publish_status: 'draft' } }, { kind: 'uploaded' }],
  [
    'a publishing error',
    { video_status: 'ready', publishing_phase: { status: 'error', publish_status: 'error', error: { message: 'Not allowed.' } } },
    { kind: 'broken', message: 'Not allowed.' },
  ],
  ['an error without words', { video_status: 'error' }, { kind: 'broken', message: null }],
  ['an upload that failed', { video_status: 'upload_failed' }, { kind: 'broken', message: null }],
  ['one whose time is over', { video_status: 'expired', uploading_phase: { status: 'complete' } }, { kind: 'expired' }],
]

test.each(cases)('the status of a video tells %s', (_, status, state) => {
  expect(stateOf(WireVideo.parse({ id: '1', status }))).toEqual(state)
})
