/** What every page shares. */

export {};
