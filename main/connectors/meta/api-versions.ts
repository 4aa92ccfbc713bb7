/**
 * The versions of Meta's APIs that are spoken, each in one place. `endsOn` is the day from which on it is no longer answered, as its page says;
 * null where none is named.
 */
export const apiVersions = {
  /** The newest but one, whose end is named. https://developers.facebook.com/docs/graph-api/changelog/versions, read 2026-11-27. */
  facebook: { version: 'v25.0', endsOn: '2028-07-29' },
  /** One since the API opened. https://developers.facebook.com/docs/threads/reference, read 2026-11-27. */
  threads: { version: 'v1.0', endsOn: null },
  /** https://developers.facebook.com/docs/graph-api/changelog/versions, read 2026-11-27. */
  instagram: { version: 'v25.0', endsOn: '2028-07-29' },
} as const satisfies Record<string, { readonly version: string; readonly endsOn: string | null }>
