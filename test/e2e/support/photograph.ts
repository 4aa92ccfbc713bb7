import sharp from 'sharp'

/**
 * A photograph as a phone makes it, of more than 2 MB: taken upright and stored lying, with the camera and the place in it. The same each time.
 * It is 2,250 pixels wide and 3,000 high when it is shown as it was taken.
 */
export async function photograph(name: string): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const [width, height] = [3000, 2250]
  const grain = Buffer.alloc(width * height)
  let state = 1
  for (let at = 0; at < grain.length; at++) {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff
    grain[at] = 96 + ((state >> 16) % 64)
  }
  const buffer = await sharp('test/e2e/support/pictures/harbour.png')
    .rotate(-90)
    .resize(width, height, { fit: 'cover' })
    .removeAlpha()
    .composite([
      {
        input: await sharp(grain, { raw: { width, height, channels: 1 } })
          .png()
          .toBuffer(),
        blend: 'soft-light',
      },
    ])
    .withExif({
      IFD0: { Make: 'SecretCamera', Model: 'SecretModel' },
      IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '52/1 30/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '13/1 24/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg({ quality: 96 })
    .toBuffer()
  return { name, mimeType: 'image/jpeg', buffer }
}
