/** Sound of calls as files. */
package org.karavox.media.audio.internal;
