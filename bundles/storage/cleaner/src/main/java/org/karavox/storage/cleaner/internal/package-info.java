/** Keeps the spool within its limits. */
package org.karavox.storage.cleaner.internal;
