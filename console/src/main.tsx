import '@fontsource/ibm-plex-sans/400.css'
import '@fontsource/ibm-plex-sans/600.css'
import '@fontsource/ibm-plex-mono/400.css'
import './look/tokens.css'
import './main.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { plantOf } from './api/client.ts'
import { LivePicture } from './screens/live-picture/live-picture.tsx'
import { localSession } from './session/session.ts'

const session = localSession('vera')
const plant = plantOf({ token: session.token })
const root = document.getElementById('root')
if (!root) throw new Error('The page has no root.')
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={new QueryClient()}>
      <LivePicture plant={plant} />
    </QueryClientProvider>
  </StrictMode>,
)
