# البلدان: ما يُعرف عن ترك الجنسية.
countries-title = البلدان
countries-lead = هل تستطيع أن تترك جنسية بلد ما؟ لكل بلد مكتوب هنا ما نعرفه، مع المصدر.
countries-warning = لسنا محامين. القوانين تتغير، والواقع كثيرًا ما يختلف. لا تتخذ قرارًا بناءً على هذه الصفحات وحدها.
countries-history = متصفحك يتذكر أي بلدان تنظر إليها هنا. استعمل نافذة خاصة إذا كان آخرون يستعملون هاتفك أو حاسوبك.
countries-counted = تعطي GLOBALCIT رمز ‘غير مسموح’ لـ 36 دولة. ويعدّ Harbers و Steele 38 دولة تمنعه في القانون أو في الواقع.
countries-search = ابحث عن بلد
countries-search-button = بحث
countries-found =
    { $n ->
        [one] وُجد بلد واحد ({ $n })
        [two] وُجد بلدان ({ $n })
        [few] وُجدت { $n } بلدان
       *[other] وُجد { $n } بلدًا
    }
countries-found-none = لم يُعثر على بلد بهذا الاسم. كل البلدان في الأسفل.
countries-researched = بُحث فيها
countries-all = كل البلدان
countries-rest = لم يُبحث فيها بعد
countries-rest-text = لا نعرف عن هذه البلدان إلا الرمز في مجموعة بيانات. وهو مكتوب في صفحتها.

country-none-lead = لم يُبحث في هذا البلد بعد.
country-none-text = لا نعرف ماذا يقول القانون هناك، ولا كيف يجري الأمر في الواقع. لا نكتب شيئًا بلا مصدر.
country-banner = قد تكون هذه الصفحة قديمة. كان يجب أن تُراجع من جديد في { $day }.
country-law-title = ماذا يقول القانون
country-practice-title = كيف يجري الأمر في الواقع
country-law-no-provision = ليس في القانون طريقة لتركها.
country-law-restricted = يسمح القانون بذلك، بشروط.
country-law-permission = بحسب القانون يلزم إذن.
country-law-possible = بحسب القانون ذلك ممكن.
country-law-automatic-loss = بحسب القانون تُفقد من تلقاء نفسها.
country-law-unknown = لم يُبحث بعد إن كان القانون يسمح بذلك.
country-practice-blocked = لا تُعرف حالة نجح فيها ذلك.
country-practice-hard = في الواقع الأمر صعب.
country-practice-works = في الواقع يحدث ذلك.
country-practice-unknown = لم يُبحث بعد كيف يجري الأمر في الواقع.
country-articles = المواد
country-conditions-title = الشروط
country-steps-title = الخطوات
country-implications-title = العواقب
country-topic-travel = السفر
country-topic-family = الأسرة
country-topic-inheritance = الميراث
country-topic-military = الخدمة العسكرية
country-topic-papers = الأوراق
country-topic-pressure = الضغط
country-topic-money = المال
country-disagreement-title = المصادر لا تتفق
country-dataset-title = في مجموعة بيانات GLOBALCIT
country-dataset = GLOBALCIT 2024، الرمز { $code }. معنى الرمز مكتوب في دليل رموز مجموعة البيانات.
country-dataset-none = لا تعطي مجموعة البيانات رمزًا لهذا البلد.
country-travel-title = في السفر
country-travel = نصائح السفر من وزارة الخارجية الهولندية لهذا البلد
country-travel-all = نصائح السفر من وزارة الخارجية الهولندية
country-checked = أُعدّت من المصادر في { $day }. تُراجع من جديد قبل { $review }.
country-source-read = قُرئ في { $day }
country-language-note = النصوص عن البلدان بالهولندية والإنجليزية.
country-report-title = هل هنا شيء غير صحيح؟
country-report-lead = أخبرنا. لا نحفظ اسمًا ولا عنوانًا ولا وقتًا.
country-report-part = ما الذي ليس صحيحًا؟
country-report-link = هل تعرف مصدرًا أفضل؟ (اختياري)
country-report-link-hint = عنوان موقع يبدأ بـ https، من 200 حرف على الأكثر. لا تضع فيه شيئًا عن نفسك.
country-report-button = إرسال
country-part-law = القانون
country-part-practice = الواقع
country-part-steps = الشروط أو الخطوات
country-part-source = مصدر أو رابط
country-part-words = الترجمة أو خطأ في الكتابة
country-part-missing = ينقص شيء
country-reported-title = شكرًا لك
country-reported-lead = سننظر في ذلك. لم يُحفظ إلا أي بلد وأي جزء هو، والمصدر إذا ذكرته.
country-reported-full = هناك بلاغات كثيرة جدًا تنتظر. لم يُحفظ شيء الآن. حاول مرة أخرى لاحقًا.
country-back = كل البلدان
