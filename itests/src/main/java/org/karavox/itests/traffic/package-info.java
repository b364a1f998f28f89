/**
 * Writes captures for tests: calls, media streams and everything they may be wrapped in. The same program writes the
 * same bytes on every machine; nothing here depends on the clock or on chance.
 */
package org.karavox.itests.traffic;
