/** What every page shares. All of it is a convenience: each page works without script. */

import { shareOnTap } from "./share.ts";

shareOnTap(document);
