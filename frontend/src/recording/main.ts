/** The page of a recording. */

import { RecordingTrace } from "./trace.ts";

customElements.define("recording-trace", RecordingTrace);
