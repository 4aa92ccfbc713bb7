/** What Chirp uses of libheif-js, which ships types of the C interface only. */
declare module 'libheif-js/wasm-bundle.js' {
  /** A picture of the file; its pixels are decoded by `display`. */
  export type HeifImage = {
    get_width(): number
    get_height(): number
    is_primary(): boolean
    /** Fills `target.data` with RGBA and calls back with it, or with null where the picture cannot be decoded. */
    display<Target extends { data: Uint8ClampedArray; width: number; height: number }>(
      target: Target,
      done: (target: Target | null) => void,
    ): void
    free(): void
  }
  const libheif: {
    readonly HeifDecoder: new () => {
      /** The top-level pictures of a file; none where it is no HEIF file. */
      decode(file: Uint8Array): HeifImage[]
    }
  }
  export default libheif
}
