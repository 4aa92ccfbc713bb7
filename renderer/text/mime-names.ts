/** Types as people call them: `image/jpeg, video/quicktime` becomes `JPEG, QuickTime`. A type without such a name gets its second half in capitals. */
const NAMES: Readonly<Record<string, string>> = {
  'image/svg+xml': 'SVG',
  'image/x-icon': 'ICO',
  'video/quicktime': 'QuickTime',
  'video/x-matroska': 'Matroska',
  'video/webm': 'WebM',
  'image/webp': 'WebP',
}

export function mimeNames(types: string): string {
  return types
    .split(',')
    .map((type) => type.trim())
    .filter((type) => type !== '')
    .map((type) => NAMES[type] ?? (type.split('/')[1] ?? type).replace(/^x-/, '').toUpperCase())
    .join(', ')
}
