/** An id for a new part of a draft. Made here, so that writing needs no answer of the core. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12))
  return `seg_${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
}
