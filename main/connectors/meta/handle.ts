/** The name without what cannot be part of one. */
export function handleOf(username: string): string {
  const name = username
    .toWellFormed()
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, '')
    .replace(/^@+/, '')
  return name === '' ? 'unknown' : name
}
