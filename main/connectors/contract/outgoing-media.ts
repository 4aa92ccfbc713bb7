/** A file to upload, made to fit what the account's capabilities say of its kind. */
export type OutgoingMedia = {
  /** Of the bytes that `read` yields. */
  readonly sha256: string
  readonly fileName: string
  readonly mimeType: string
  readonly bytes: number
  readonly width: number | null
  readonly height: number | null
  /** Of a video, where it is known. */
  readonly durationMs: number | null
  readonly alt: string
  /** See `DraftMedia`; null = the centre. Only where the rule of the file's kind has it. */
  readonly focalPoint: { readonly x: number; readonly y: number } | null
  /** The network's own name of the file where the post that is changed has it already: it need not be uploaded again. */
  readonly attachedAs?: string
  /** Reads the file; called when needed. */
  readonly read: () => Promise<Uint8Array<ArrayBuffer>>
}
