/** What a video's container says. Width and height as it is shown, pixels. */
export type VideoFacts = { readonly width: number; readonly height: number; readonly durationMs: number }

/** Reads the container of an MP4, QuickTime, Matroska or WebM file; null where it is none, is cut off before its index, or has no picture. */
export async function readVideoFacts(path: string): Promise<VideoFacts | null> {
  // Loaded when the first video is attached.
  const { FilePathSource, Input, MATROSKA, MP4, QTFF, WEBM } = await import('mediabunny')
  const input = new Input({ source: new FilePathSource(path), formats: [MP4, QTFF, WEBM, MATROSKA] })
  try {
    const track = await input.getPrimaryVideoTrack()
    if (track === null) return null
    const seconds = await input.computeDuration()
    const [width, height] = [await track.getDisplayWidth(), await track.getDisplayHeight()]
    if (!(seconds >= 0 && width > 0 && height > 0)) return null
    return { width, height, durationMs: Math.round(seconds * 1000) }
  } catch {
    // The library says by an error that a file is none of these.
    return null
  } finally {
    input.dispose()
  }
}
