import { Fragment, type ReactElement } from 'react'

/** Words with `**the important part**` in bold and `[?]` as a key. For sentences of `en.json` only: what people write is never marked up. */
export function Marked({ words, lead = '' }: { words: string; lead?: string }): ReactElement {
  return (
    <>
      {words.split(/(\*\*.+?\*\*|\[.\])/u).map((part, index) => {
        if (part.startsWith('**'))
          return (
            <b key={index} className={lead}>
              {part.slice(2, -2)}
            </b>
          )
        if (/^\[.\]$/u.test(part)) return <kbd key={index}>{part.slice(1, -1)}</kbd>
        return <Fragment key={index}>{part}</Fragment>
      })}
    </>
  )
}
