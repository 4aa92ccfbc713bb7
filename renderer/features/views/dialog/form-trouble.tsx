import { CircleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { Icon } from '../../../ui/icon.tsx'

/** Why what was typed could not be taken. The region is there before it speaks. */
export function FormTrouble({ words }: { readonly words: string | null }): ReactElement {
  return (
    <div role="alert" className="form-trouble">
      {words === null ? null : (
        <>
          <Icon of={CircleAlert} small />
          <span>{words}</span>
        </>
      )}
    </div>
  )
}
