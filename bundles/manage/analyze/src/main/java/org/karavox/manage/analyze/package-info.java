/**
 * {@code analyze FILE...}: captures in, calls and streams out, from a command line without a framework or from the shell.
 * Exports nothing; {@link org.karavox.manage.analyze.AnalyzeMain} is what the launcher starts.
 */
package org.karavox.manage.analyze;
