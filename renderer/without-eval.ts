import { z } from 'zod'

// Imported before anything that makes a schema: zod tries `new Function` when the first object schema is made, which the content security
// policy forbids and reports.
z.config({ jitless: true })
