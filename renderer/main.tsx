// First, see there.
import './without-eval.ts'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'
import { beginReading } from './queries/begin-reading.ts'
import { applyStoredLook } from './state/look.ts'
import './styles/app.css'

// Before the first paint: a dark room must not flash white while the settings are read.
applyStoredLook()

// Asked for while the page is still being made: the first paint then has posts in it.
beginReading()

const root = document.getElementById('root')
if (root !== null) createRoot(root).render(<App />)
